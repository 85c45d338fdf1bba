"""The sandbox's chat page in a real browser, against a real sandbox; the tests are the bot."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox.server import Sandbox

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]
CANDIDATES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
ADA = 1001
HOSTILE = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><b>bold?</b> &lt;'


class Bot:
    """The other side: a bot that does what a test says, over the Bot API."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self._base = f"{sandbox.url}/bot{sandbox.token}"
        self._sandbox, self._session = sandbox, session
        self._offset = 0

    async def call(self, method: str, **parameters: Any) -> Any:
        async with self._session.post(f"{self._base}/{method}", json=parameters) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def say(self, text: str, chat_id: int = ADA, **parameters: Any) -> Json:
        message: Json = await self.call("sendMessage", chat_id=chat_id, text=text, **parameters)
        return message

    async def next_update(self, kind: str) -> Json:
        """The next update of this kind, waiting for it as a bot does."""
        async with asyncio.timeout(30):
            while True:
                for update in await self.call("getUpdates", offset=self._offset, limit=1, timeout=20):
                    self._offset = update["update_id"] + 1
                    if kind in update:
                        found: Json = update[kind]
                        return found

    async def control(self, method: str, path: str, body: Json | None = None) -> Json:
        async with self._session.request(method, f"{self._sandbox.url}/sandbox/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            answer: Json = await response.json()
            return answer


def keyboard(*rows: tuple[str, ...]) -> Json:
    """Callback buttons whose data is their label."""
    return {"inline_keyboard": [[{"text": label, "callback_data": label} for label in row] for row in rows]}


@pytest.fixture(scope="module")
def chromium() -> str:
    """A Chromium of this machine: the CHROMIUM variable, then the usual names."""
    for name in (os.environ.get("CHROMIUM", ""), *CANDIDATES):
        path = shutil.which(name) if name else None
        if path:
            return path
    reason = f"no Chromium found: set CHROMIUM or install one of {', '.join(CANDIDATES)}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(limits=False) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with aiohttp.ClientSession() as session:
        yield Bot(sandbox, session)


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Page]:
    """Ada's page; a script error, a missing file or a request to elsewhere fails the test."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Europe/Istanbul")
    page = await context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    page.on("request", lambda asked: None if asked.url.startswith(sandbox.url) else troubles.append(asked.url))
    await page.goto(sandbox.url)
    await expect(page.locator(".who-name")).to_contain_text("Ada")
    yield page
    await context.close()
    assert [line for line in troubles if "net::ERR_" not in line] == []


async def started(page: Page, bot: Bot) -> None:
    """Ada has pressed START and the bot has read it."""
    await page.get_by_role("button", name="Start", exact=True).click()
    await bot.next_update("message")


async def write(page: Page, text: str) -> None:
    await page.locator("#box").fill(text)
    await page.locator("#box").press("Enter")


async def sideways(page: Page) -> int:
    """How far the page could be scrolled sideways."""
    width: int = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width


def bubble(page: Page, message: Json) -> Any:
    return page.locator(f'[data-id="{message["message_id"]}"] .bubble')


async def test_start_button_and_typed_commands_become_updates(page: Page, bot: Bot) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    update = await bot.next_update("message")
    assert (update["text"], update["from"]["id"]) == ("/start", ADA)
    await write(page, "/headlines now")
    update = await bot.next_update("message")
    assert update["text"] == "/headlines now"
    assert update["entities"] == [{"type": "bot_command", "offset": 0, "length": 10}]
    await expect(page.locator(".row.own").last).to_contain_text("/headlines now")


async def test_bot_message_shows_its_formatting(page: Page, bot: Bot) -> None:
    """Offsets count UTF-16 units: the emoji before the bold text take two each."""
    await started(page, bot)
    html = (
        "\U0001f5de\U0001f30d <b>Bold <i>both</i></b> <u>under</u> <s>gone</s> "
        '<a href="https://example.org/a">story</a> <tg-spoiler>secret</tg-spoiler> <code>x = 1</code>\n'
        '<blockquote>said</blockquote><pre><code class="language-python">print()</code></pre>/status'
    )
    shown = bubble(page, await bot.say(html, parse_mode="HTML"))
    await expect(shown.locator("strong")).to_have_text(["Bold ", "both"])
    await expect(shown.locator("em")).to_have_text("both")
    await expect(shown.locator("u")).to_have_text("under")
    await expect(shown.locator("s")).to_have_text("gone")
    link = shown.get_by_role("link", name="story")
    await expect(link).to_have_attribute("href", "https://example.org/a")
    await expect(link).to_have_attribute("rel", re.compile("noopener"))
    await expect(shown.locator("blockquote")).to_have_text("said")
    await expect(shown.locator("pre code")).to_have_text("print()")
    spoiler = shown.get_by_role("button", name="Hidden text")
    await spoiler.click()
    await expect(shown.locator(".spoiler")).to_have_class(re.compile("revealed"))
    await shown.get_by_role("button", name="/status").click()
    assert (await bot.next_update("message"))["text"] == "/status"


async def test_long_quote_is_collapsed_until_it_is_opened(page: Page, bot: Bot) -> None:
    await started(page, bot)
    html = f"<blockquote expandable>{'A sentence of the quote. ' * 40}</blockquote>"
    quote = bubble(page, await bot.say(html, parse_mode="HTML")).locator("blockquote")
    toggle = quote.get_by_role("button", name="Show the whole quote")
    collapsed = (await quote.bounding_box())["height"]
    await toggle.click()
    assert (await quote.bounding_box())["height"] > 2 * collapsed
    await expect(quote.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    short = bubble(page, await bot.say("<blockquote expandable>Short.</blockquote>", parse_mode="HTML"))
    await expect(short.locator(".quote-toggle")).to_be_hidden()


async def test_button_press_reaches_the_bot_and_its_answer_is_shown(page: Page, bot: Bot) -> None:
    await started(page, bot)
    sent = await bot.say("Choose", reply_markup=keyboard(("Toast", "Alert")))
    await page.get_by_role("button", name="Toast").click()
    query = await bot.next_update("callback_query")
    assert (query["data"], query["message"]["message_id"]) == ("Toast", sent["message_id"])
    await expect(page.get_by_role("button", name="Toast")).to_have_attribute("aria-busy", "true")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Saved")
    await expect(page.locator(".toast")).to_have_text("Saved")
    await page.get_by_role("button", name="Alert").click()
    query = await bot.next_update("callback_query")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Read this", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("Read this")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_pager_is_edited_in_place_and_its_buttons_stay_put(page: Page, bot: Bot) -> None:
    await started(page, bot)
    for number in range(12):
        await bot.say(f"Older message {number}")
    pager = await bot.say("Page one. " * 60, reply_markup=keyboard(("Back", "Next")))
    await bot.say("Something newer below.\n" * 30)
    key = page.get_by_role("button", name="Next", exact=True)
    await key.scroll_into_view_if_needed()
    rows = await page.locator(".row").count()
    before = await key.bounding_box()
    await key.click()
    query = await bot.next_update("callback_query")
    target = {"chat_id": ADA, "message_id": pager["message_id"]}
    await bot.call("editMessageText", **target, text="Page two, short.", reply_markup=keyboard(("Back", "Next")))
    await bot.call("answerCallbackQuery", callback_query_id=query["id"])
    await expect(bubble(page, pager)).to_contain_text("Page two, short.")
    await expect(bubble(page, pager).locator(".edited")).to_be_visible()
    after = await key.bounding_box()
    assert abs(after["y"] - before["y"]) <= 2
    assert await page.locator(".row").count() == rows


async def test_hostile_text_is_shown_as_text(page: Page, bot: Bot) -> None:
    await started(page, bot)
    await bot.control("POST", "people", {"first_name": HOSTILE[:60]})
    sent = await bot.say(HOSTILE, reply_markup=keyboard((HOSTILE[:20],)))
    await expect(bubble(page, sent).locator(".text")).to_contain_text(HOSTILE)
    await write(page, HOSTILE)
    await bot.next_update("message")
    await page.locator(".who").click()
    await expect(page.locator(".person")).to_have_count(5)
    assert await page.locator("img, script:not([src])").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_only_web_addresses_become_links_and_crossing_entities_lose_no_text(page: Page) -> None:
    """What the sandbox would refuse still cannot hurt: the renderer is asked directly."""
    shown = await page.evaluate(
        """async () => {
          const { renderText } = await import("/page/render/entities.js");
          const box = document.createElement("div");
          const link = (offset, length, url) => ({ type: "text_link", offset, length, url });
          box.append(renderText("abcdefghij", [
            link(0, 2, "javascript:alert(1)"), link(2, 1, "data:text/html,x"), link(3, 1, "https://e.org/"),
            { type: "bold", offset: 4, length: 4 }, { type: "italic", offset: 6, length: 40 },
            { type: "nonsense", offset: -3, length: 99 },
          ]));
          return [box.textContent, [...box.querySelectorAll("a")].map((a) => a.href),
                  box.querySelector("strong em").textContent];
        }"""
    )
    assert shown == ["abcdefghij", ["https://e.org/"], "gh"]


async def test_narrow_screen_shows_one_column_without_sideways_scroll(page: Page, bot: Bot) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await page.reload()
    await expect(page.locator("#talk-head")).to_be_visible()
    await page.get_by_role("button", name="Back to the chats").click()
    assert await sideways(page) <= 0
    await page.locator(".chat-row").first.click()
    await started(page, bot)
    text = f"<b>{'unbroken' * 60}</b>\n<pre>{'code' * 60}</pre>"
    sent = await bot.say(text, parse_mode="HTML", reply_markup=keyboard(("A rather long label " * 3, "B" * 60)))
    await expect(bubble(page, sent)).to_be_visible()
    assert await sideways(page) <= 0
    inner = await page.locator("#messages").evaluate("box => box.scrollWidth - box.clientWidth")
    assert inner <= 0
    await page.locator("[data-tool=clock]").click()
    await expect(page.get_by_role("timer")).to_be_visible()
    assert await sideways(page) <= 0


async def test_clock_buttons_move_the_sandbox(page: Page, bot: Bot) -> None:
    before = datetime.fromisoformat(str((await bot.control("GET", "clock"))["now"]))
    await page.get_by_role("button", name="+6 h").click()
    await expect(page.locator(".clock-drift")).to_have_text("6 h ahead of real time")
    await page.get_by_role("button", name="Tomorrow 07:29").click()
    await expect(page.get_by_role("timer")).to_contain_text("07:29")
    after = datetime.fromisoformat(str((await bot.control("GET", "clock"))["now"]))
    assert (after.hour, after.minute) == (4, 29), "07:29 in Istanbul"
    assert after > before


async def test_new_messages_do_not_pull_a_reader_down(page: Page, bot: Bot) -> None:
    await started(page, bot)
    first = await bot.say("The first line.\n" * 60)
    last = await bot.say("The second message.\n" * 20)
    await expect(bubble(page, last)).to_be_in_viewport()
    box = page.locator("#messages")
    await box.hover()
    await page.mouse.wheel(0, -4000)
    await expect(bubble(page, last)).not_to_be_in_viewport()
    await expect(page.locator("#jump")).to_be_visible()
    top = await box.evaluate("box => box.scrollTop")
    newer = await bot.say("Breaking")
    await expect(page.locator("#jump .badge")).to_have_text("1")
    assert await box.evaluate("box => box.scrollTop") == top
    await page.locator("#jump").click()
    await expect(bubble(page, newer)).to_be_in_viewport()
    await expect(page.locator("#jump")).to_be_hidden()
    assert first["message_id"] < newer["message_id"]


async def test_command_menu_filters_and_addresses_the_bot_in_a_forum_topic(page: Page, bot: Bot) -> None:
    commands = [{"command": name, "description": f"About {name}"} for name in ("start", "status", "settings")]
    await bot.call("setMyCommands", commands=commands)
    await page.locator(".chat-row", has_text="Newsroom").click()
    await page.locator(".topic-row", has_text="Science").click()
    await page.locator("#box").press_sequentially("/st")
    await expect(page.locator("#command-menu").get_by_role("option")).to_have_count(2)
    await page.locator("#box").press("ArrowDown")
    await page.locator("#box").press("Enter")
    update = await bot.next_update("message")
    assert update["text"] == "/status@briefing_sandbox_bot"
    assert update["is_topic_message"] is True
    thread = {"message_thread_id": update["message_thread_id"]}
    sent = await bot.say("In the topic", chat_id=update["chat"]["id"], **thread)
    await expect(bubble(page, sent)).to_contain_text("In the topic")
    elsewhere = await bot.say("In General", chat_id=update["chat"]["id"])
    await expect(page.locator(".topic-row", has_text="General").locator(".badge")).to_have_text("1")
    await expect(bubble(page, elsewhere)).to_have_count(0)


async def test_reply_keyboard_shares_a_location(page: Page, bot: Bot) -> None:
    await started(page, bot)
    keys = {"keyboard": [[{"text": "My place", "request_location": True}], ["Berlin"]], "one_time_keyboard": True}
    await bot.say("Where are you?", reply_markup=keys)
    await page.get_by_role("button", name="My place").click()
    await page.get_by_role("dialog").get_by_role("button", name="Istanbul").click()
    location = (await bot.next_update("message"))["location"]
    assert (round(location["latitude"]), round(location["longitude"])) == (41, 29)
    await expect(page.locator(".location-card")).to_be_visible()
    await expect(page.locator(".reply-keyboard")).to_have_count(0)


async def test_forced_reply_answers_the_question(page: Page, bot: Bot) -> None:
    await started(page, bot)
    asked = await bot.say("At what time?", reply_markup={"force_reply": True, "input_field_placeholder": "07:30"})
    await expect(page.locator(".reply-bar")).to_contain_text("At what time?")
    await expect(page.locator("#box")).to_have_attribute("placeholder", "07:30")
    await write(page, "8:15")
    assert (await bot.next_update("message"))["reply_to_message"]["message_id"] == asked["message_id"]


async def test_blocking_takes_the_box_away_and_restart_gives_it_back(page: Page, bot: Bot) -> None:
    await started(page, bot)
    await page.locator("[data-tool=lab]").click()
    await page.get_by_role("button", name="Block the bot").click()
    assert (await bot.next_update("my_chat_member"))["new_chat_member"]["status"] == "kicked"
    await page.get_by_role("button", name="Restart bot").click()
    assert (await bot.next_update("message"))["text"] == "/start"
    await expect(page.locator("#box")).to_be_visible()


async def test_other_people_see_their_own_chats(page: Page, bot: Bot) -> None:
    await started(page, bot)
    await bot.say("For Ada only")
    await page.locator(".who").click()
    await page.get_by_role("menuitemradio", name="Layla").click()
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    await expect(page.locator(".chat-row", has_text="The Daily Wire-up")).to_have_count(0)
    await expect(page.locator(".messages")).not_to_contain_text("For Ada only")


async def test_page_finds_its_way_back_after_the_sandbox_restarts(page: Page, bot: Bot, sandbox: Sandbox) -> None:
    await started(page, bot)
    await sandbox.stop()
    await expect(page.locator(".head-status")).to_contain_text("Connection lost")
    async with Sandbox(port=sandbox.port, limits=False):
        await expect(page.locator(".head-status")).to_have_text("bot", timeout=15_000)
        await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
