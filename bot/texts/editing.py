"""What editors do to the coming briefings."""


class EditingTexts:
    """Said by /pin, /hide, /note and /preview."""

    command_pin = "Put a story first: /pin 3"
    command_hide = "Keep a story out of briefings: /hide 3"
    command_preview = "What a chat would get: /preview Daily Club"
    command_note = "A few words on top of tomorrow’s briefings"

    pinned_story = (
        "📌 <b>Pinned.</b> This story leads the next briefing of every chat that has not got it yet:\n\n{title}"
    )
    pinned_article = "📌 <b>Pinned, this article alone.</b> It leads the next briefings:\n\n{title}"
    hidden_story = "🙈 <b>Hidden.</b> No briefing tells this story. Its articles stay in the library:\n\n{title}"
    hidden_article = "🙈 <b>Hidden, this article alone.</b> Other reports of the story may still be told:\n\n{title}"
    unmarked = "↩️ <b>As it was.</b> Neither pinned nor hidden:\n\n{title}"
    marks_title = "📌 <b>Pinned and hidden</b>"
    marks_none = (
        "📌 Nothing is pinned or hidden. Have a look at the /headlines, then for example <code>/pin 3</code> or "
        "<code>/hide 3</code>."
    )
    marks_hint = "<i>Tap a number to take the mark away.</i>"
    mark_not_a_number = "“{text}” is not a number. Send the number from the list, for example <code>/pin 3</code>."
    mark_no_article = "There is no number {number} on your list. Have a look at the /headlines first."
    mark_gone = "🤷 This article is not in the library any more."
    button_only_article = "Only this article"
    button_whole_story = "The whole story"
    button_take_back = "↩️ Take it back"

    notes_title = "✍️ <b>Notes on top of briefings</b>"
    notes_line = "<b>{day}</b>\n{text}"
    notes_none = (
        "✍️ <b>No notes are waiting.</b>\n"
        "<code>/note Good luck with the exams!</code> stands on top of tomorrow’s briefings. Another day: "
        "<code>/note today …</code> or <code>/note 2026-12-24 …</code>"
    )
    note_left = "✍️ <b>Noted for {day}.</b> It stands on top of every briefing of that day:\n\n{text}"
    note_removed = "✍️ The note for {day} is gone."
    note_was_gone = "✍️ There was no note for {day} any more."
    note_past = "⚠️ {day} is over. Send <code>/note tomorrow …</code> or a later date."
    note_too_long = "⚠️ A note has at most {most} characters, this one {count}. Nothing was changed."
    button_remove_note = "🗑 {day}"

    preview_head = "🔭 <b>Preview</b> for {title}\n{when} ({zone}) · nothing is sent there, and nothing is used up."
    preview_chat = "{title}: <code>/preview {number}</code>"
    preview_new_chat = "a new chat"
    preview_nothing = "💤 There would be nothing new, so nothing would be sent."
    preview_scores = (
        "📊 <b>Why in this order</b>\n"
        "What matters most leads; the others stand by topic, each topic where its first story would."
    )
    preview_score = "{number}. <b>{score}</b> {title}\n<i>{factors}</i>"
    preview_not_a_time = "⚠️ There is no {text}. A moment is written like <code>2026-11-24 07:30</code>."
