"""What is kept of a person."""


class PrivacyTexts:
    """Said by /mydata and /forgetme."""

    command_mydata = "Everything I keep about you, as a file"
    command_forgetme = "Delete everything I keep about you"

    mydata_nothing = "🗂 <b>I keep nothing about you.</b>"
    mydata_here = "🗂 This is everything I keep about you. /forgetme deletes it."
    privately_only = "🔒 Please ask me that in our private chat. What a group has set up belongs to the group."
    forgetme_ask = (
        "🗑 <b>Shall I forget you?</b>\n"
        "Your subscription with its settings, what you follow, what you have read and every record of what was sent to "
        "you will be deleted for good. /mydata gives you a copy first."
    )
    forgetme_done = (
        "🗑 <b>Forgotten.</b> Nothing about you is left here, and no briefing will come. "
        "Should you miss me: /start. Take care!"
    )
    forgetme_nothing = "🗑 There was nothing to forget: I keep nothing about you."
    forgetme_kept = "👍 Everything stays as it is."
    button_forget = "Yes, delete everything"
    button_keep = "No, keep it"
