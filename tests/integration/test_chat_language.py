"""What the bot speaks: by the person's Telegram, by what a chat chose, in every way that it speaks."""

import pytest
from sqlalchemy import select

from bot.chat import callbacks
from bot.chat.callbacks import article_button
from bot.chat.callbacks.language import SetLanguage, ShowLanguage, WantArticles
from bot.chat.handlers.watching import tell_trouble
from bot.models import ChatKind, Destination
from bot.sandbox.profile_methods import describe_commands
from bot.schedule.planner import Planner
from bot.services.languages import Languages
from bot.storage.schema import chats, edition_parts
from bot.texts import LANGUAGES, words_for
from bot.texts.direction import FSI, PDI, RLM
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, LAYLA, Room, an_article, fill, labels


async def stored(room: Room, chat: int = DENIZ) -> tuple[str, bool] | None:
    """The language kept for a chat, and whether somebody chose it."""
    async with room.store.read() as connection:
        row = (
            await connection.execute(
                select(chats.c.language, chats.c.language_chosen).where(chats.c.telegram_id == chat)
            )
        ).one_or_none()
    return None if row is None else (row.language, row.language_chosen)


async def planned(room: Room) -> str:
    """The text of the one briefing that was planned."""
    async with room.store.read() as connection:
        return (await connection.execute(select(edition_parts.c.plain))).scalar_one()


PEOPLE = [
    ("ru-RU", "Здравствуйте! Я ", "/subscribe 7:30 Москва", "каждый день в 07:30 (Москва)", "Ваша первая сводка"),
    ("tr", "Merhaba! Ben ", "/subscribe 7:30 İstanbul", "her gün 07:30 (İstanbul saati)", "İlk bülteniniz"),
    (
        "es-419",
        "¡Hola! Soy ",
        "/subscribe 7:30 Madrid",
        "todos los días a las 07:30, hora",
        "Tu primer resumen",
    ),
    ("ar", "مرحبًا! أنا ", "/subscribe 7:30 القاهرة", "كل يوم", "موجزك الأول"),
]


@pytest.mark.parametrize(("tag", "hello", "asked", "agreed", "title"), PEOPLE)
async def test_a_person_is_spoken_to_as_by_their_telegram(
    room: Room, tag: str, hello: str, asked: str, agreed: str, title: str
) -> None:
    """From the first word to the briefing that comes by itself."""
    await fill(room.store, [an_article(1), an_article(2)])
    room.speaks(DENIZ, tag)
    words = words_for(tag)
    welcome = await room.ask("/start")
    assert hello in welcome["text"]
    assert labels(welcome)[0] == words.button_headlines
    assert agreed in (await room.ask(asked))["text"]
    assert title in (await room.ask("/briefing"))["text"]
    assert words.settings_title[2:].partition("<")[0].strip() in (await room.ask("/settings"))["text"]
    room.clock.advance(24 * 3600)
    planner = Planner(room.store, room.clock, read_button=article_button)
    assert (await planner.run_once()).planned == 1
    assert title in await planned(room)


async def test_what_is_chosen_stays_whatever_telegram_says(room: Room) -> None:
    message = await room.ask("/language türkçe")
    assert "Türkçe" in message["text"]
    assert "✓ Türkçe" in labels(message)
    assert await stored(room) == ("tr", True)
    assert "Henüz makale yok" in (await room.ask("/headlines"))["text"]
    room.speaks(DENIZ, "ru")
    await room.ask("/subscribe 7:30 Istanbul")
    assert await stored(room) == ("tr", True)


async def test_a_choice_is_known_to_the_next_process(room: Room) -> None:
    await room.ask("/language es")
    async with Room(room.sandbox, room.store, room.clock).opened() as again:
        assert "Titulares" in labels(await again.ask("/start"))[0]


async def test_telegrams_language_can_be_followed_again(room: Room) -> None:
    message = await room.ask("/language es")
    await room.press(message, "Como en Telegram")
    assert "✓ As in Telegram" in labels(room.now(message))
    assert await stored(room) == ("en", False)
    room.speaks(DENIZ, "tr")
    assert "Haberler" in labels(await room.ask("/start"))[0]
    assert await stored(room) == ("tr", False), "briefings follow too"


async def test_a_language_is_chosen_by_a_press(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    message = await room.ask("/settings")
    await room.press(message, "🌐 Language")
    await room.press(room.now(message), "العربية")
    assert f"{RLM}✓ {FSI}العربية{PDI}" in labels(room.now(message))
    await room.press(room.now(message), words_for("ar").button_back)
    assert "الإعدادات" in room.now(message)["text"]


@pytest.mark.parametrize("typed", ["klingon?", "german", "portuguese"])
async def test_a_language_that_the_bot_does_not_speak(room: Room, typed: str) -> None:
    text = (await room.ask(f"/language {typed}"))["text"]
    assert f"I don’t speak “{typed}”. I know English, Русский, Türkçe, العربية, Español." in text
    assert await stored(room) is None


async def test_in_groups_administrators_choose_for_everybody(room: Room) -> None:
    assert "only its administrators" in (await room.ask("/language tr", GROUP, DENIZ))["text"]
    message = await room.ask("/language tr", GROUP, ADA)
    assert "Henüz makale yok" in (await room.ask("/headlines", GROUP, LAYLA))["text"]
    spanish = callbacks.data(SetLanguage("es"))
    assert (await room.press_data(message, spanish, LAYLA))["text"] == words_for("tr").not_for_you
    await room.press_data(message, spanish, ADA)
    assert await stored(room, GROUP) == ("es", True)
    assert "I turn the news" in (await room.ask("/start"))["text"], "their own chats speak as before"


async def test_without_a_choice_a_group_answers_each_in_their_own_language(room: Room) -> None:
    room.speaks(LAYLA, "ar")
    assert "لا مقالات بعد" in (await room.ask("/headlines", GROUP, LAYLA))["text"]
    assert "No articles yet" in (await room.ask("/headlines", GROUP, DENIZ))["text"]


async def wanted(room: Room, chat: int = DENIZ, thread: int = 0) -> set[str]:
    return set(await room.services.languages.of_articles(Destination(chat, thread)))


async def test_the_languages_of_articles_are_typed(room: Room) -> None:
    message = await room.ask("/language articles en, turkish العربية")
    assert message["text"].startswith("📰 Articles: Arabic, English, Turkish.")
    assert await wanted(room) == {"en", "tr", "ar"}
    assert "“martian” is not a language" in (await room.ask("/language articles martian"))["text"]
    assert await wanted(room) == {"en", "tr", "ar"}
    assert "All languages" in (await room.ask("/language articles all"))["text"]
    assert await wanted(room) == set()


async def test_the_languages_of_articles_are_switches(room: Room) -> None:
    await fill(room.store, [an_article(1, language="en"), an_article(2, language="tr")])
    message = await room.ask("/language articles")
    assert labels(message) == ["✓ All languages", "English", "Turkish", "‹ Back"]
    await room.press(message, "Turkish")
    assert labels(room.now(message))[:3] == ["All languages", "English", "✓ Turkish"]
    assert await wanted(room) == {"tr"}
    await room.press(room.now(message), "✓ Turkish")
    assert labels(room.now(message))[0] == "✓ All languages"
    await room.press(room.now(message), "English")
    await room.press(room.now(message), "All languages")
    assert await wanted(room) == set()


async def test_a_press_repeated_changes_nothing(room: Room) -> None:
    await fill(room.store, [an_article(1, language="en"), an_article(2, language="tr")])
    message = await room.ask("/language articles")
    for _ in range(2):
        await room.press_data(message, callbacks.data(WantArticles("tr", "y")), forge=True)
        assert await wanted(room) == {"tr"}


async def test_a_topic_of_a_forum_wants_articles_of_its_own(room: Room) -> None:
    world = room.topic("World")
    await room.ask("/language articles tr", FORUM, ADA, thread_id=world)
    assert await wanted(room, FORUM, world) == {"tr"}
    assert await wanted(room, FORUM) == set()


async def test_only_articles_in_the_languages_wanted_are_told(room: Room) -> None:
    await fill(room.store, [an_article(1, language="en"), an_article(2, language="tr", title="Türkçe haber")])
    await room.ask("/subscribe 7:30 Istanbul")
    await room.ask("/language articles tr")
    text = (await room.ask("/briefing"))["text"]
    assert "Türkçe haber" in text
    assert "Title 1" not in text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_menu_and_the_profile_speak_every_language(room: Room, language: str) -> None:
    words = words_for(language)
    menus = [each for each in describe_commands(room.state) if each["language_code"] == language]
    assert {each["scope"] for each in menus} >= {"default", "all_group_chats"}
    for menu in menus:
        described = {command["command"]: command["description"] for command in menu["commands"]}
        assert described["language"] == words.command_language
    assert (await room.bot.get_my_description(language)).description == words.description
    assert (await room.bot.get_my_short_description(language)).short_description == words.short_description


async def test_trouble_and_old_buttons_are_told_in_the_persons_language(room: Room) -> None:
    room.speaks(DENIZ, "es")
    message = await room.ask("/headlines")
    answer = await room.press_data(message, "0old", forge=True)
    assert answer["text"] == words_for("es").too_old


async def test_what_cannot_be_understood_is_said_in_the_chats_language(room: Room) -> None:
    await room.ask("/language ru")
    assert "не время суток" in (await room.ask("/subscribe 25:99 Istanbul"))["text"]
    assert "это не дата" in (await room.ask("/search after:someday war"))["text"]


async def test_a_forged_language_changes_nothing(room: Room) -> None:
    message = await room.ask("/language")
    await room.press_data(message, callbacks.data(ShowLanguage()).replace("la", "lb:de"), forge=True)
    assert await stored(room) is None


async def test_operators_are_told_of_trouble_in_the_language_of_their_chat(room: Room) -> None:
    await room.ask("/language ru", ADA)
    room.free_disk = 1
    await tell_trouble(room.services, room.answers)
    assert "Диск почти заполнен" in room.from_bot(ADA)[-1]["text"]


async def test_the_installations_own_language_is_for_whom_the_bot_speaks_no_other(room: Room) -> None:
    languages = Languages(room.store, room.clock, "ru")
    spoken = [await languages.spoken(DENIZ, ChatKind.PRIVATE, tag) for tag in ("de", "", "tr", "en-GB")]
    assert spoken == ["ru", "ru", "tr", "en"]
    assert await languages.of_chat(DENIZ) == "ru"
