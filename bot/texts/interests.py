"""What a chat follows and mutes, and why a story was told."""

from bot.texts.language import Language


class InterestTexts(Language):
    """Said by /follow, /mute, /why and the buttons under an article."""

    # What can be followed or muted.
    thing_source = "{name} (source)"
    thing_words = "“{name}”"

    # What was done.
    followed = "⭐️ {thing}\n<b>Followed.</b> Such stories count for more in this chat’s briefing."
    muted = "🔇 {thing}\n<b>Muted.</b> Such stories stay out of this chat’s briefing."
    unfollowed = "▫️ {thing}\n<b>Not followed any more.</b>"
    unmuted = "▫️ {thing}\n<b>Not muted any more.</b>"
    neither = "▫️ {thing}\nThis is neither followed nor muted."
    already_followed = "⭐️ {thing}\nThis is followed already."
    already_muted = "🔇 {thing}\nThis is muted already."
    unseen_words = "<i>No article has these words yet.</i>"
    interests_full = (
        "That’s a lot: {most} things are followed and muted here, and no more fit. "
        "Remove one first; /follow shows them all."
    )

    # Which one was meant.
    which_meaning = "🤔 <b>Which one do you mean?</b>\n<code>{text}</code>"
    did_you_mean = "🤔 <b>Did you mean one of these?</b>\nI don’t know <code>{text}</code>."
    word_everywhere = "🤔 <b>“{text}” stands in most articles.</b>\nIt would hardly choose between them. All the same?"
    unknown_topic = (
        "I don’t know the topic “{text}”. To follow the words themselves, put them in quotes: "
        '<code>/follow "{text}"</code>'
    )
    unknown_place = (
        "I know countries, and “{text}” is none. To follow the words themselves, put them in quotes: "
        '<code>/follow "{text}"</code>'
    )
    unknown_source = "No article here is from “{text}”. /headlines shows the sources."
    name_too_long = (
        "That’s too long. A name of up to {most} words will do, for example <code>/follow climate deal</code>."
    )
    said_alone = "🤔 I’m not sure about {names}. Send each by itself, and I’ll ask what you mean."
    not_kept = "“{text}” is neither followed nor muted here. This is:"

    # The list.
    interests_title = "⭐️ <b>Interests</b>"
    interests_none = (
        "Nothing is followed or muted here yet, so the briefing brings what matters most. "
        "Followed stories count for more; muted ones stay out."
    )
    interests_followed = "<b>More:</b> {things}"
    interests_muted = "<b>Never:</b> {things}"
    interests_hint = (
        "<i>Tap a name to remove it. Topics, countries, sources and words can be added:</i>\n"
        "<code>/follow turkey</code>\n"
        '<code>/follow "climate deal"</code>\n'
        "<code>/mute source daily planet</code>"
    )
    button_interests = "⭐️ Interests"
    button_undo_one = "↩️ {name}"
    button_drop_followed = "✕ {name}"
    button_drop_muted = "✕ 🔇 {name}"
    button_follow_topic = "+ {name}"

    # Under an article.
    button_more_like = "👍 More"
    button_less_like = "👎 Less"
    button_mute_source = "🔇 Source"
    button_why = "❓ Why"
    button_follow_rather = "⭐️ {name}"
    button_mute_rather = "🔇 {name}"
    nothing_to_judge = (
        "I can’t tell what this article is about. Say it in your own words, for example "
        "<code>/follow climate deal</code> or <code>/mute football</code>."
    )
    no_source_to_mute = "This article names no source that could be muted."

    # Why.
    why_title = "❓ <b>Why this story?</b>"
    why_all_title = "❓ <b>Why these stories?</b>"
    why_followed = "You follow {things}."
    why_pinned = "An editor put it on top."
    why_update = "It adds something new to a story that you know."
    why_newest = "It was among what was new to this chat."
    why_no_room = "The briefing had no room for it; it would have come next."
    why_not_briefed = "No briefing brought it here; it was opened from the library."
    why_about = "It is about {things}."
    why_from = "It is from {source}."
    why_nothing_yet = "There was no briefing here yet. /briefing shows what is new."
    why_no_such = "The latest briefing has stories 1 to {most}. For example: <code>/why 1</code>"
    why_usage = "“{text}” is no number. Send the number of a story, for example <code>/why 2</code>."

    def why_sources(self, count: int) -> str:
        """How many outlets tell it."""
        return self.ngettext("One source tells it.", "{count} sources tell it.", count).format(count=count)

    def why_recent(self, hours: int) -> str:
        """How old it was when the briefing was made."""
        days = hours // 24
        if days >= 2:
            return self.ngettext("It was from the last day.", "It was from the last {count} days.", days).format(
                count=days
            )
        return self.ngettext("It was from the last hour.", "It was from the last {count} hours.", max(1, hours)).format(
            count=hours
        )
