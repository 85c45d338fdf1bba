"""Channels, managed from private chats."""

from bot.texts.language import Language


class ChannelTexts(Language):
    """Said by /channel, and to whoever lets the bot into a channel."""

    command_channel = "Briefings in a channel of yours"
    channel_head = "📣 <b>{title}</b>"
    channel_foot = "<i>These buttons are for the channel. To write instead of tapping, reply to this message.</i>"
    channel_let_in = (
        "📣 <b>I’m in “{title}” now.</b>\nI can post a short news briefing there every day. You set it up here, in our "
        "private chat; nobody in the channel sees it."
    )
    channel_may_not_post = (
        "📣 <b>I’m in “{title}”, but I may not post there.</b>\nPlease give me the right to post messages, in the "
        "channel’s settings under Administrators."
    )
    channel_lost = (
        "📣 <b>I can’t post in “{title}” any more:</b> {reason}.\nIts briefings rest with their settings, and go on "
        "when I’m let in again."
    )
    channel_back = "📣 <b>I can post in “{title}” again.</b> Its briefing goes on as before: {schedule}."
    channels_choose = (
        "📣 <b>Which channel?</b>\nTap one to set up its briefing. Commands take the name of a public one too: "
        "<code>/follow @its_name climate</code>"
    )
    channels_none = (
        "📣 <b>I know no channel of yours yet.</b>\nMake me an administrator of your channel, with the right to post "
        "messages, and I’ll write to you here. For one that I’m in already: <code>/channel @its_name</code>"
    )
    channel_unknown = "📣 I’m not in that channel, or you don’t manage it. Make me one of its administrators first."
    channel_only_private = "Channels are set up in our private chat."
    button_channel = "📣 {title}"
    button_set_up_channel = "⏰ Set up its briefing"
    reason_no_right_to_post = "I lost the right to post"
