"""Following and muting, by command and by button, with the way back from each."""

import pytest

from bot.chat import callbacks
from bot.chat.callbacks.interests import DropInterest, LessLike, MoreLike, MuteSource, SetInterest, SetListed
from bot.models import Destination, InterestKind, Stance
from bot.services.interests import MOST_INTERESTS
from bot.storage import interests
from bot.texts import words_for
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, LAYLA, Room, an_article, fill, labels

LONG = "научно исследовательский журнал космических технологий"


async def kept(room: Room, chat: int = ADA, thread_id: int = 0) -> list[tuple[str, str, str]]:
    """What the chat follows and mutes, as stored."""
    async with room.store.read() as connection:
        listed = await interests.listed(connection, Destination(chat, thread_id))
    return [(each.interest.stance.value, each.interest.kind.value, each.interest.value) for each in listed]


async def library(room: Room) -> None:
    await fill(
        room.store,
        [
            an_article(
                1, title="A probe lands", topics=("space", "science"), places=("TR", "JP"), source="Daily Planet"
            ),
            an_article(2, title="Mercury rises", topics=("sport",), source="Georgia"),
            an_article(3, title="No labels", source="", body=("The climate deal was signed.",)),
            an_article(4, title="From afar", source=LONG, topics=()),
        ],
    )


@pytest.mark.parametrize(
    ("typed", "expected", "answer"),
    [
        ("/follow space", ("follow", "topic", "space"), "🚀 Space"),
        ("/follow turkey", ("follow", "place", "tr"), "🇹🇷 Türkiye"),
        ("/mute source daily planet", ("mute", "source", "daily planet"), "Daily Planet (source)"),
        ("/mute daily planet", ("mute", "source", "daily planet"), "Daily Planet (source)"),
        ('/follow "climate deal"', ("follow", "word", "climate deal"), "“climate deal”"),
        ("/mute@briefing_sandbox_bot mercury", ("mute", "word", "mercury"), "“mercury”"),
    ],
)
async def test_a_name_is_understood_and_undone(
    room: Room, typed: str, expected: tuple[str, str, str], answer: str
) -> None:
    """Before anybody has subscribed."""
    await library(room)
    message = await room.ask(typed, ADA)
    assert answer in message["text"]
    assert "No article has these words yet" not in message["text"]
    assert await kept(room) == [expected]
    assert labels(message) == ["↩️ Undo", "⭐️ Interests"]
    await room.press(message, "↩️ Undo")
    assert await kept(room) == []
    assert "any more" in room.now(message)["text"]
    await room.press(room.now(message), "↩️ Undo")
    assert await kept(room) == [expected]
    assert room.refusals == {}


async def test_following_what_was_muted_turns_it_round_and_back(room: Room) -> None:
    await library(room)
    await room.ask("/mute space", ADA)
    message = await room.ask("/follow space", ADA)
    assert await kept(room) == [("follow", "topic", "space")]
    await room.press(message, "↩️ Undo")
    assert await kept(room) == [("mute", "topic", "space")]
    assert "Muted" in room.now(message)["text"]
    assert "already" in (await room.ask("/mute space", ADA))["text"]


async def test_a_name_of_several_things_is_asked_about(room: Room) -> None:
    await library(room)
    message = await room.ask("/mute georgia", ADA)
    assert "Which one do you mean?\ngeorgia" in message["text"]
    assert labels(message) == ["🔇 🇬🇪 Georgia", "🔇 Georgia (source)", "🔇 “georgia”"]
    assert await kept(room) == []
    await room.press(message, "🔇 Georgia (source)")
    assert await kept(room) == [("mute", "source", "georgia")]
    assert "Georgia (source)\nMuted." in room.now(message)["text"]


async def test_a_slip_is_asked_about(room: Room) -> None:
    await library(room)
    message = await room.ask("/follow spcae", ADA)
    assert "I don’t know spcae" in message["text"]
    assert labels(message) == ["⭐️ 🚀 Space", "⭐️ “spcae”"]
    await room.press(message, "⭐️ 🚀 Space")
    assert await kept(room) == [("follow", "topic", "space")]


async def test_words_that_no_article_has_yet_are_taken_with_a_note(room: Room) -> None:
    await library(room)
    assert "No article has these words yet" in (await room.ask("/follow quantum gravity", ADA))["text"]
    assert await kept(room) == [("follow", "word", "quantum gravity")]


@pytest.mark.parametrize("typed", ["a", "in", '"the"'])
async def test_a_word_of_every_article_is_asked_about(room: Room, typed: str) -> None:
    await library(room)
    message = await room.ask(f"/mute {typed}", ADA)
    word = typed.strip('"')
    assert f"“{word}” stands in most articles" in message["text"]
    assert labels(message) == [f"🔇 “{word}”"]
    assert await kept(room) == []
    await room.press(message, f"🔇 “{word}”")
    assert await kept(room) == [("mute", "word", word)]
    assert "I’m not sure about a." in (await room.ask("/mute space, a", ADA))["text"]


async def test_a_word_of_most_articles_of_this_library_is_asked_about(room: Room) -> None:
    await fill(room.store, [an_article(n, title="Chess today" if n % 2 else "Chess") for n in range(1, 25)])
    assert "“chess” stands in most articles" in (await room.ask("/follow chess", ADA))["text"]
    assert "Followed" in (await room.ask("/follow today", ADA))["text"], "half is not most"


async def test_of_a_city_or_a_people_the_country_is_offered(room: Room) -> None:
    await library(room)
    message = await room.ask("/follow Istanbul", ADA)
    assert labels(message) == ["⭐️ 🇹🇷 Türkiye", "↩️ Undo", "⭐️ Interests"]
    await room.press(message, "⭐️ 🇹🇷 Türkiye")
    assert await kept(room) == [("follow", "word", "istanbul"), ("follow", "place", "tr")]


async def test_several_names_at_once(room: Room) -> None:
    """What is clear is done, and what is not is named."""
    await library(room)
    message = await room.ask('/follow space, turkey; "deal, signed", georgia, topic gardening', ADA)
    assert await kept(room) == [
        ("follow", "topic", "space"),
        ("follow", "place", "tr"),
        ("follow", "word", "deal signed"),
    ]
    assert "I’m not sure about georgia, gardening." in message["text"]
    assert labels(message) == ["↩️ 🚀 Space", "↩️ 🇹🇷 Türkiye", "↩️ “deal, signed”", "⭐️ Interests"]
    await room.press(message, "↩️ 🇹🇷 Türkiye")
    assert await kept(room) == [("follow", "topic", "space"), ("follow", "word", "deal signed")]
    assert "any more" in room.now(message)["text"]
    assert room.refusals == {}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/follow topic gardening", "I don’t know the topic “gardening”"),
        ("/follow place atlantis", "“atlantis” is none"),
        ("/mute source nobody knows", "No article here is from “nobody knows”"),
        (f"/follow {'very ' * 20}long", "That’s too long"),
        ("/follow place <b>", "“<b>” is none"),
        ("/unfollow space", "“space” is neither followed nor muted here"),
        ("/unmute <i>&", "“<i>&” is neither"),
    ],
)
async def test_what_cannot_be_is_explained(room: Room, typed: str, expected: str) -> None:
    await library(room)
    assert expected in (await room.ask(typed, ADA))["text"]
    assert await kept(room) == []
    assert room.refusals == {}


async def test_topics_bear_the_names_of_the_persons_language(room: Room) -> None:
    await library(room)
    room.speaks(DENIZ, "tr")
    heading = words_for("tr").topic_heading("space")
    name = heading.split(" ", 1)[1]
    message = await room.ask(f"/follow {name}", DENIZ)
    assert await kept(room, DENIZ) == [("follow", "topic", "space")]
    assert heading in message["text"]
    await room.ask(f"/unfollow {name.upper()}", DENIZ)
    assert await kept(room, DENIZ) == []


async def test_taking_back_by_command(room: Room) -> None:
    await library(room)
    for typed in ("/follow turkey", "/mute daily planet", "/follow sports"):
        await room.ask(typed, ADA)
    assert "Not followed any more" in (await room.ask("/unfollow Türkiye", ADA))["text"]
    message = await room.ask("/unmute source daily planet", ADA)
    assert "Daily Planet (source)\nNot muted any more" in message["text"]
    assert await kept(room) == [("follow", "topic", "sport")]
    await room.press(message, "↩️ Undo")
    assert ("mute", "source", "daily planet") in await kept(room)
    assert "neither followed nor muted" in (await room.ask("/unfollow daily planet", ADA))["text"]


@pytest.mark.parametrize("command", ["/follow", "/mute", "/unfollow", "/unmute"])
async def test_the_list_without_a_name(room: Room, command: str) -> None:
    message = await room.ask(command, ADA)
    assert "Nothing is followed or muted here yet" in message["text"]
    assert labels(message) == [
        "+ 🌍 World",
        "+ 🏛 Politics",
        "+ 💼 Business",
        "+ 🔬 Science",
        "+ 🚀 Space",
        "+ 🏅 Sport",
        "⚙️ Settings",
    ]


async def test_the_list_adds_removes_and_undoes_in_place(room: Room) -> None:
    await library(room)
    await room.ask("/mute source daily planet", ADA)
    await room.ask("/follow turkey", ADA)
    message = await room.ask("/follow", ADA)
    assert "More: 🇹🇷 Türkiye\nNever: Daily Planet" in message["text"]
    await room.press(message, "+ 🚀 Space")
    assert "🚀 Space\nFollowed." in room.now(message)["text"]
    assert "More: 🇹🇷 Türkiye · 🚀 Space" in room.now(message)["text"]
    assert labels(room.now(message))[:4] == ["↩️ Undo", "✕ 🔇 Daily Planet", "✕ 🇹🇷 Türkiye", "✕ 🚀 Space"]
    assert "+ 🚀 Space" not in labels(room.now(message))
    await room.press(room.now(message), "✕ 🔇 Daily Planet")
    assert "Daily Planet (source)\nNot muted any more." in room.now(message)["text"]
    assert "Never" not in room.now(message)["text"]
    await room.press(room.now(message), "↩️ Undo")
    assert "Never: Daily Planet" in room.now(message)["text"]
    assert len(room.from_bot(ADA)) == 3
    assert room.refusals == {}


async def test_long_names_are_removed_and_brought_back(room: Room) -> None:
    """A button has no room for them: they stand in the message."""
    await library(room)
    await room.ask(f"/mute source {LONG}", ADA)
    assert await kept(room) == [("mute", "source", LONG)]
    message = await room.ask("/mute", ADA)
    await room.press(message, next(label for label in labels(message) if label.startswith("✕ 🔇")))
    assert await kept(room) == []
    await room.press(room.now(message), "↩️ Undo")
    assert await kept(room) == [("mute", "source", LONG)]
    message = await room.ask(f'/follow "{LONG} для всех"', ADA)
    await room.press(message, "↩️ Undo")
    await room.press(room.now(message), "↩️ Undo")
    assert ("follow", "word", f"{LONG} для всех") in await kept(room)


async def test_a_list_of_several_pages(room: Room) -> None:
    for number in range(20):
        await room.say(f'/follow "word {number}"', ADA)
    message = await room.ask("/follow", ADA)
    assert "1/3" in labels(message)
    await room.press(message, "▶")
    await room.press(room.now(message), "✕ “word 8”")
    assert "2/3" in labels(room.now(message))
    assert ("follow", "word", "word 8") not in await kept(room)


async def test_there_is_a_limit_and_it_is_explained(room: Room) -> None:
    for number in range(MOST_INTERESTS):
        await room.say(f'/follow "word {number}"', ADA)
    message = await room.ask('/follow "one more"', ADA)
    assert f"{MOST_INTERESTS} things" in message["text"]
    assert labels(message) == ["⭐️ Interests"]
    assert len(await kept(room)) == MOST_INTERESTS
    assert "Muted" in (await room.ask('/mute "word 3"', ADA))["text"]
    await room.press(message, "⭐️ Interests")
    assert "1/7" in labels(room.now(message))
    assert room.refusals == {}


async def test_in_groups_only_administrators_change_interests(room: Room) -> None:
    """Ada owns the group; Layla is a member."""
    await library(room)
    for typed in ("/follow space", "/mute", "/unfollow space"):
        assert "only its administrators" in (await room.ask(typed, GROUP, LAYLA))["text"]
    message = await room.ask("/follow space", GROUP, ADA)
    answer = await room.press(message, "↩️ Undo", LAYLA)
    assert answer["show_alert"]
    assert await kept(room, GROUP) == [("follow", "topic", "space")]
    for action in (MoreLike(1), LessLike(1), MuteSource(1), SetListed(InterestKind.TOPIC, Stance.MUTE, "sport")):
        assert (await room.press_data(message, callbacks.data(action), LAYLA, forge=True))["show_alert"]
    assert await kept(room, GROUP) == [("follow", "topic", "space")]
    assert await kept(room) == []


async def test_a_topic_of_a_forum_has_its_own(room: Room) -> None:
    topic = room.topic("Science")
    await room.ask("/follow space", FORUM, ADA, thread_id=topic)
    assert await kept(room, FORUM, topic) == [("follow", "topic", "space")]
    assert await kept(room, FORUM) == []


async def test_a_forged_removal_of_another_chats_interest_does_nothing(room: Room) -> None:
    await room.ask("/follow space", LAYLA)
    message = await room.ask("/follow sport", ADA)
    await room.press_data(message, callbacks.data(DropInterest(1, 0)), forge=True)
    assert await kept(room, LAYLA) == [("follow", "topic", "space")]
    assert await kept(room) == [("follow", "topic", "sport")]


async def test_a_button_whose_message_does_not_say_what_it_means_is_too_old(room: Room) -> None:
    message = await room.ask("/help", ADA)
    forged = callbacks.data(SetInterest(InterestKind.WORD, Stance.MUTE, None))
    await room.press_data(await room.ask("/start", ADA), forged, forge=True)
    assert await kept(room) == []
    assert message["text"] == room.now(message)["text"]


async def opened(room: Room, title: str, chat: int = ADA) -> dict:  # type: ignore[type-arg]
    """The article, opened from the headlines."""
    message = await room.ask("/headlines", chat)
    number = next(line.split(".")[0] for line in message["text"].split("\n") if line.endswith(title))
    await room.press(message, number)
    return room.now(message)


async def test_more_like_this_follows_the_topic_and_offers_the_rest(room: Room) -> None:
    await library(room)
    article = await opened(room, "A probe lands")
    await room.press(article, "👍 More")
    answer = room.from_bot(ADA)[-1]
    assert answer["reply_to_message"]["message_id"] == article["message_id"]
    assert "🚀 Space\nFollowed." in answer["text"]
    assert labels(answer) == ["⭐️ 🔬 Science", "⭐️ 🇹🇷 Türkiye", "⭐️ 🇯🇵 Japan", "↩️ Undo", "⭐️ Interests"]
    assert room.now(article)["text"] == article["text"]
    await room.press(answer, "⭐️ 🇹🇷 Türkiye")
    assert await kept(room) == [("follow", "topic", "space"), ("follow", "place", "tr")]
    await room.press(article, "👍 More")
    assert "🔬 Science\nFollowed." in room.from_bot(ADA)[-1]["text"]
    await room.press(room.from_bot(ADA)[-1], "↩️ Undo")
    assert ("follow", "topic", "science") not in await kept(room)


async def test_less_like_this_takes_back_what_was_followed_before_it_mutes(room: Room) -> None:
    await library(room)
    await room.ask("/follow science", ADA)
    article = await opened(room, "A probe lands")
    await room.press(article, "👎 Less")
    assert "🔬 Science\nNot followed any more." in room.from_bot(ADA)[-1]["text"]
    await room.press(article, "👎 Less")
    assert "🚀 Space\nMuted." in room.from_bot(ADA)[-1]["text"]
    assert "🔇 🔬 Science" in labels(room.from_bot(ADA)[-1])
    await room.press(room.from_bot(ADA)[-1], "↩️ Undo")
    assert await kept(room) == []


async def test_mute_source_and_undo(room: Room) -> None:
    await library(room)
    article = await opened(room, "A probe lands")
    await room.press(article, "🔇 Source")
    answer = room.from_bot(ADA)[-1]
    assert "Daily Planet (source)\nMuted." in answer["text"]
    assert await kept(room) == [("mute", "source", "daily planet")]
    await room.press(answer, "↩️ Undo")
    assert await kept(room) == []


async def test_an_article_without_labels_says_so(room: Room) -> None:
    await library(room)
    article = await opened(room, "No labels")
    assert labels(article) == ["👍 More", "👎 Less", "❓ Why", "☰ Headlines"]
    for label in ("👍 More", "👎 Less"):
        await room.press(article, label)
        assert "I can’t tell what this article is about" in room.from_bot(ADA)[-1]["text"]
    await room.press_data(article, callbacks.data(MuteSource(3)), forge=True)
    assert "names no source" in room.from_bot(ADA)[-1]["text"]
    assert await kept(room) == []


@pytest.mark.parametrize("action", [MoreLike(999), LessLike(999), MuteSource(999)])
async def test_an_article_that_never_was_changes_nothing(room: Room, action: callbacks.Action) -> None:
    message = await room.ask("/follow", ADA)
    await room.press_data(message, callbacks.data(action), forge=True)
    assert await kept(room) == []


@pytest.mark.parametrize("typed", ['/follow "', "/mute ,,,", "/unfollow !"])
async def test_a_name_without_a_letter_is_none(room: Room, typed: str) -> None:
    assert (await room.ask(typed, ADA))["text"] == (await room.ask("/follow", ADA))["text"]
