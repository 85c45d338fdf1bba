"""Two client libraries that are not ours accept every answer and map every refusal."""

from collections.abc import AsyncIterator
from typing import Any

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)

from bot.sandbox import Sandbox
from tests.sandbox.conftest import CHANNEL, FORUM, GROUP, READER, Peer

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Read", callback_data="r:1"), InlineKeyboardButton(text="Web", url="example.com")]
    ]
)
ALL_KINDS = [
    *("message", "edited_message", "channel_post", "edited_channel_post", "callback_query"),
    *("my_chat_member", "chat_member", "inline_query"),
]


def aiogram_bot(sandbox: Sandbox, token: str | None = None) -> aiogram.Bot:
    server = TelegramAPIServer.from_base(sandbox.url)
    return aiogram.Bot(token or sandbox.token, session=AiohttpSession(api=server))


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[aiogram.Bot]:
    async with aiogram_bot(sandbox) as client:
        yield client


async def test_aiogram_reads_what_is_sent_and_edited(bot: aiogram.Bot, started: Peer) -> None:
    assert (await bot.get_me()).username == "briefing_sandbox_bot"
    html = '<b>News</b> <a href="https://example.com">source</a> <pre><code class="language-py">x</code></pre>'
    sent = await bot.send_message(READER, html, parse_mode="HTML", reply_markup=KEYBOARD, protect_content=True)
    assert [entity.type for entity in sent.entities or []] == ["bold", "text_link", "pre"]
    assert sent.has_protected_content
    assert sent.reply_markup
    assert sent.reply_markup.inline_keyboard[0][1].url == "http://example.com/"
    preview = LinkPreviewOptions(is_disabled=True)
    edited = await bot.edit_message_text(
        "<i>Later</i>", chat_id=READER, message_id=sent.message_id, parse_mode="HTML", link_preview_options=preview
    )
    assert isinstance(edited, aiogram.types.Message)
    assert edited.edit_date
    assert edited.reply_markup is None
    reply = await bot.send_message(READER, "re", reply_parameters=ReplyParameters(message_id=sent.message_id))
    assert reply.reply_to_message
    assert reply.reply_to_message.text == "Later"
    assert await bot.delete_message(READER, reply.message_id)


async def test_aiogram_reads_every_entity(bot: aiogram.Bot, started: Peer) -> None:
    html = (
        "<u>u</u><s>s</s><tg-spoiler>p</tg-spoiler><blockquote>q</blockquote>\n<blockquote expandable>e</blockquote>"
        '<code>c</code><tg-emoji emoji-id="5">x</tg-emoji><tg-time unix="1700000000" format="wDT">t</tg-time>'
        f'<a href="tg://user?id={READER}">me</a><a href="tg://user?id=99">nobody</a> #tag @somebody /cmd a@b.com'
    )
    sent = await bot.send_message(READER, html, parse_mode="HTML")
    assert [entity.type for entity in sent.entities or []] == [
        *("underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "custom_emoji"),
        *("date_time", "text_mention", "hashtag", "mention", "bot_command", "email"),
    ]
    given = [MessageEntity(type="bold", offset=0, length=2)]
    sent = await bot.send_message(READER, "🙂", entities=given)
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities or []] == [("bold", 0, 2)]


async def test_aiogram_reads_other_markups_files_and_copies(bot: aiogram.Bot, started: Peer) -> None:
    ask = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Where I am", request_location=True)]])
    assert (await bot.send_message(READER, "Where?", reply_markup=ask)).text == "Where?"
    first = await bot.send_message(READER, "When?", reply_markup=ForceReply(selective=True))
    photo = await bot.send_photo(READER, "https://example.com/x.jpg", caption="<b>c</b>", parse_mode="HTML")
    assert photo.photo
    assert photo.caption_entities
    document = await bot.send_document(READER, aiogram.types.BufferedInputFile(b"a,b", "stats.csv"), caption="x")
    assert document.document
    assert (await bot.copy_message(READER, READER, first.message_id)).message_id > first.message_id
    forwarded = await bot.forward_message(READER, READER, first.message_id)
    assert forwarded.forward_origin
    await bot.edit_message_caption(chat_id=READER, message_id=photo.message_id, caption="new")


async def test_aiogram_reads_every_kind_of_update(bot: aiogram.Bot, started: Peer) -> None:
    await bot.get_updates(allowed_updates=ALL_KINDS)
    message = await started.write("hello")
    await started.control("POST", "edits", chat_id=READER, message_id=message["message"]["message_id"], text="bye")
    place = {"latitude": 41.0, "longitude": 29.0}
    await started.write("", location=place)
    post = await started.write("post", chat_id=CHANNEL)
    await started.control("POST", "edits", chat_id=CHANNEL, message_id=post["message"]["message_id"], text="edited")
    sent = await bot.send_message(READER, "x", reply_markup=KEYBOARD)
    await started.control("POST", "press", chat_id=READER, from_id=READER, message_id=sent.message_id, row=0)
    await started.control(
        "POST", "press", chat_id=READER, from_id=READER, message_id=999_999, data="forged", forge=True
    )
    await started.control("POST", "block", user_id=READER, blocked=True)
    await started.control("POST", "members", chat_id=CHANNEL, user_id=READER, status="member")
    await started.control("POST", "chats/-1004000000002/topics", name="Sport")
    await started.write("/start@briefing_sandbox_bot", chat_id=FORUM, thread_id=2)
    await started.control("POST", "members", chat_id=GROUP, user_id=1004, status="kicked")
    await started.control("POST", "members", chat_id=GROUP, bot=True, status="restricted")
    await started.control("POST", "members", chat_id=GROUP, bot=True, status="administrator")
    await started.control("POST", "migrate", chat_id=GROUP)
    updates = await bot.get_updates()
    kinds = {update.event_type for update in updates}
    assert kinds == set(ALL_KINDS) - {"inline_query"}
    presses = [update.callback_query for update in updates if update.callback_query]
    assert [press.data for press in presses] == ["r:1", "forged"]
    assert await bot.answer_callback_query(presses[0].id, "done", show_alert=True)


async def test_aiogram_reads_chats_and_members(bot: aiogram.Bot, started: Peer) -> None:
    assert (await bot.get_chat(READER)).first_name == "Deniz"
    assert (await bot.get_chat("@daily_wireup")).id == CHANNEL
    assert (await bot.get_chat(FORUM)).is_forum
    await started.control("POST", "members", chat_id=GROUP, user_id=1003, status="administrator")
    await started.control("POST", "members", chat_id=GROUP, user_id=1004, status="restricted")
    statuses = [(await bot.get_chat_member(GROUP, user)).status for user in (1001, READER, 1003, 1004, bot.id)]
    assert statuses == ["creator", "member", "administrator", "restricted", "member"]
    await started.control("POST", "members", chat_id=GROUP, user_id=1004, status="kicked")
    assert (await bot.get_chat_member(GROUP, 1004)).status == "kicked"
    assert len(await bot.get_chat_administrators(CHANNEL)) == 2
    assert await bot.get_chat_member_count(GROUP) == 4
    assert await bot.send_chat_action(READER, "typing")
    assert await bot.leave_chat(GROUP)


async def test_aiogram_reads_commands_and_profile(bot: aiogram.Bot) -> None:
    commands = [BotCommand(command="start", description="Begin")]
    assert await bot.set_my_commands(commands)
    assert [(command.command, command.description) for command in await bot.get_my_commands()] == [("start", "Begin")]
    scope = BotCommandScopeChat(chat_id=READER)
    assert await bot.get_my_commands(scope=scope, language_code="tr") == []
    await bot.set_my_commands(commands, scope=scope, language_code="tr")
    assert len(await bot.get_my_commands(scope=scope, language_code="tr")) == 1
    await bot.delete_my_commands(scope=scope, language_code="tr")
    assert await bot.get_my_commands(scope=scope, language_code="tr") == []
    await bot.set_my_name("Briefing")
    await bot.set_my_description("News", language_code="en")
    await bot.set_my_short_description("News")
    assert (await bot.get_my_name()).name == "Briefing"
    assert (await bot.get_my_description(language_code="en")).description == "News"
    assert (await bot.get_my_short_description()).short_description == "News"
    assert await bot.set_chat_menu_button()
    assert (await bot.get_chat_menu_button()).type == "default"
    assert (await bot.get_webhook_info()).url == ""


async def test_aiogram_maps_refusals_to_its_exceptions(bot: aiogram.Bot, started: Peer, sandbox: Sandbox) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(5, "x")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(1003, "x")
    new = (await started.control("POST", "migrate", chat_id=GROUP, silent=True))["id"]
    with pytest.raises(TelegramMigrateToChat) as migrated:
        await bot.send_message(GROUP, "x")
    assert migrated.value.migrate_to_chat_id == new
    await started.control("POST", "faults", kind="flood", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as slow_down:
        await bot.send_message(READER, "x")
    assert slow_down.value.retry_after == 7
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(TelegramConflictError):
        await bot.get_updates()
    async with aiogram_bot(sandbox, "777000001:another-token-another-token-another") as stranger:
        with pytest.raises(TelegramUnauthorizedError):
            await stranger.get_me()


async def test_python_telegram_bot_reads_the_same(sandbox: Sandbox, started: Peer) -> None:
    async with telegram.Bot(sandbox.token, base_url=f"{sandbox.url}/bot") as bot:
        markup = telegram.InlineKeyboardMarkup.from_button(telegram.InlineKeyboardButton("a", callback_data="b"))
        sent = await bot.send_message(READER, "<b>x</b>", parse_mode="HTML", reply_markup=markup)
        edited = await bot.edit_message_text("<i>y</i>", READER, sent.message_id, parse_mode="HTML")
        assert isinstance(edited, telegram.Message)
        assert edited.text_html == "<i>y</i>"
        with pytest.raises(telegram.error.BadRequest, match="Message is not modified"):
            await bot.edit_message_text("<i>y</i>", READER, sent.message_id, parse_mode="HTML")
        document = await bot.send_document(READER, b"a,b", filename="stats.csv", caption="x")
        assert document.document
        assert (await bot.get_chat_member(GROUP, bot.id)).status == "member"
        assert (await bot.get_chat(GROUP)).title == "Morning Readers"
        await started.write("/status")
        updates = await bot.get_updates(timeout=0)
        assert [update.effective_message.text for update in updates if update.effective_message] == ["/status"]
        raised: dict[str, Any] = {"flood": telegram.error.RetryAfter, "cut": telegram.error.NetworkError}
        for kind, error in raised.items():
            await started.control("POST", "faults", kind=kind, method="sendMessage")
            with pytest.raises(error):
                await bot.send_message(READER, "x")
