"""The bot itself: its profile, its commands as the menu shows them, its buttons, and what it says of any trouble."""


class General:
    """Said anywhere."""

    # The bot's profile (Bot API: at most 512 and 120 characters).
    description = (
        "👋 Hello! I turn the news into a short briefing and bring it to you once a day, at the time you choose.\n\n"
        "☕️ Read in under five minutes, nothing twice, every article one tap away.\n"
        "🌍 Your own local time, wherever you are; also in groups.\n\n"
        "Tap Start, and have a look at today’s headlines."
    )
    short_description = (
        "A short daily news briefing at the time you choose. Under five minutes, every article one tap away."
    )

    # Commands, as Telegram's menu shows them.
    command_headlines = "The latest headlines"
    command_read = "Read an article: /read 3"
    command_search = "Find articles: /search sweden nato"
    command_briefing = "What is new for you now"
    command_subscribe = "A daily briefing: /subscribe 7:30 Istanbul"
    command_follow = "What you want more of, and what stays out"
    command_history = "Past briefings"
    command_settings = "Time, zone, days and length"
    command_status = "Your schedule and what was sent"
    command_unsubscribe = "Stop the daily briefing"
    command_help = "How it all works"
    command_start = "Say hello"
    command_reload = "Load the seeds again"
    command_undo = "Take back the last load of the seeds"
    command_stats = "Figures of this installation"

    # Buttons.
    button_headlines = "📰 Headlines"
    button_back_to_headlines = "☰ Headlines"
    button_help = "How it works"
    button_subscribe = "⏰ Subscribe {time}"
    button_settings = "⚙️ Settings"
    button_whats_new = "☕️ What’s new now"
    button_unsubscribe = "Stop briefings"
    button_undo = "↩️ Undo"
    button_resume = "▶️ Start again"
    button_time = "🕢 {time}"
    button_zone = "🌍 {city}"
    button_other_zone = "🌍 Somewhere else"
    button_back = "‹ Back"
    button_days = "📅 {days}"
    button_length = "📏 {minutes} min"
    button_every_day = "Every day"
    button_workdays = "Mon–Fri"
    previous = "◀"
    next = "▶"
    no_page = "·"
    chosen = "✓ {name}"

    # Welcome and help.
    welcome = (
        "👋 <b>Hello! I’m {name}.</b>\n\n"
        "I turn the news into a short briefing and bring it to you once a day, at the time you choose. "
        "It takes less than five minutes, shows nothing twice, and every article is one tap away.\n\n"
        "Have a look around, or start your mornings with me:"
    )
    welcome_group = (
        "👋 <b>Hello, everyone! I’m {name}.</b>\n\n"
        "I can bring this chat a short news briefing once a day. "
        "An administrator picks the time, for example:\n<code>/subscribe 7:30 Istanbul</code>\n\n"
        "Everyone can look at the /headlines."
    )
    welcome_back = "👋 <b>Good to be back!</b> Your briefing goes on as before: {schedule}."
    help = (
        "<b>Read</b>\n"
        "/headlines – the latest news, newest first; tap a number to read\n"
        "/read 3 – the third of the last list or briefing\n"
        "/search sweden nato – find articles; /search alone tells you more\n"
        "/briefing – what is new for you right now\n\n"
        "<b>Get it every day</b>\n"
        "<code>/subscribe 7:30 Istanbul</code> – any time, any city or zone, also "
        "<code>/subscribe 6.45pm London mon-fri</code>\n"
        "/settings – time, zone, days and length\n"
        "/status – when the next one comes and what was sent\n"
        "/unsubscribe – stop; your settings are kept"
    )
    help_groups = (
        "<b>In groups</b> everyone can read; the schedule is for the group’s administrators. "
        "In a forum, a topic has its own schedule."
    )
    help_yours = (
        "<b>Make it yours</b>\n"
        "<code>/follow turkey</code> – what you want more of; /follow alone shows all\n"
        "<code>/mute source daily planet</code> – what stays out\n"
        "<code>/why 2</code> – why the second story is in your briefing\n"
        "/history – past briefings, to open again or to share\n"
        "/language – the bot’s language and the articles’\n"
        "/mydata, /forgetme – what I keep about you, and deleting it"
    )
    help_admin = (
        "<b>For you as an operator</b>\n"
        "/reload – load new and changed seeds, with a report\n"
        "/undo – make the library what it was before the last load\n"
        "/stats – articles, chats and deliveries\n"
        "/pin 3, /hide 3 – put a story first, or keep it out of briefings\n"
        "/preview – what a chat would get, and why\n"
        "/note – a few words on top of tomorrow’s briefings\n"
        "/deliveries – what a chat got, when, and why not"
    )

    # Everything else.
    unknown_command = "I don’t know {command}. Have a look at /help."
    hint = (
        "I’m better with commands than with small talk. Try /headlines for the news or /subscribe for a daily briefing."
    )
    too_old = "This button is too old. Please send the command again."
    not_for_you = "Only the administrators of this chat can do that."
    slow_down = "That was quick! Give me a moment, then try again."
    trouble = "Sorry, something went wrong on my side. Please try again in a moment."
    library_unreachable = "Sorry, I can’t reach my library just now. Please try again in a minute."
