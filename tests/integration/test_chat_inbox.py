"""Updates on their way: written down before they are acknowledged, handled in order, given up only when they must."""

import asyncio
import json
from collections.abc import Callable

import pytest
from sqlalchemy import text
from telegram.error import Conflict

from bot.chat.application import build_bot
from bot.chat.conversation import Conversation
from bot.chat.dispatcher import Dispatcher
from bot.chat.handling import Handled
from bot.chat.receiver import CONFLICT_REST, FIRST_BACKOFF, Receiver
from bot.chat.updates import Json
from bot.delivery.transport import AiohttpRequest
from bot.errors import SettingsError
from bot.sandbox import people
from bot.storage import inbox
from bot.storage.engine import Store
from tests.fakes import CANARY_TOKEN, FakeClock
from tests.integration.room import DENIZ, GROUP, LAYLA, Room
from tests.postgres import free_port


class Stop(Exception):
    """Ends a loop that would go on for ever."""


class Rests:
    """A sleep that takes no time, remembers how long it was asked for, and ends the loop after some."""

    def __init__(self, most: int) -> None:
        self.asked: list[float] = []
        self._most = most

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        if len(self.asked) >= self._most:
            raise Stop


class Scripted:
    """Handles as told, and remembers the order."""

    def __init__(self, outcome: Handled = Handled.DONE) -> None:
        self.started: list[int] = []
        self.seen: list[int] = []
        self.outcome = outcome
        self.gates: dict[int, asyncio.Event] = {}
        self.most_at_once = 0
        self._changed = asyncio.Event()

    async def handle(self, update: Json) -> Handled:
        number = update["update_id"]
        self.started.append(number)
        self.most_at_once = max(self.most_at_once, len(self.started) - len(self.seen))
        self._changed.set()
        if number in self.gates:
            await self.gates[number].wait()
        self.seen.append(number)
        self._changed.set()
        return self.outcome

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until the handler has come so far."""
        while not true():
            self._changed.clear()
            await self._changed.wait()


def an_update(update_id: int, chat: int) -> tuple[int, str]:
    message = {"message_id": update_id, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "/help"}
    return update_id, json.dumps({"update_id": update_id, "message": message})


async def put(store: Store, *updates: tuple[int, str]) -> None:
    async with store.write() as connection:
        await inbox.store(connection, updates, FakeClock().now())


async def states(store: Store) -> dict[int, tuple[str, int, str]]:
    async with store.read() as connection:
        rows = await connection.execute(text("SELECT update_id, state, attempts, payload FROM inbox ORDER BY 1"))
        return {row[0]: (row[1], row[2], row[3]) for row in rows}


async def test_updates_are_stored_before_the_offset_moves(room: Room) -> None:
    """When the transaction fails, Telegram gives the same updates again."""
    people.write(room.state, people.Typed(chat_id=DENIZ, from_id=DENIZ, text="/help"))
    async with room.store.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    with pytest.raises(Exception, match="inbox"):
        await room.receiver.poll_once()
    async with room.store.write() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
    assert await room.receiver.poll_once() == 1
    assert await room.receiver.poll_once() == 0


async def test_a_second_receiver_stores_nothing_twice(room: Room) -> None:
    """A crash after the transaction and before the acknowledgement brings the updates again."""
    people.write(room.state, people.Typed(chat_id=DENIZ, from_id=DENIZ, text="/help"))
    assert await room.receiver.poll_once() == 1
    again = Receiver(room.bot, room.store, room.clock, room.dispatcher.notice, poll_seconds=0)
    assert await again.poll_once() == 0
    await room.dispatcher.idle()
    assert len(room.from_bot(DENIZ)) == 1


async def test_the_same_update_twice_has_one_effect(room: Room) -> None:
    await room.say("/help")
    [(update_id, payload)] = [(key, row[2]) for key, row in (await states(room.store)).items()]
    assert payload == "", "what was handled is not kept"
    await put(room.store, an_update(update_id, DENIZ))
    room.dispatcher.notice()
    await room.dispatcher.idle()
    assert len(room.from_bot(DENIZ)) == 1


async def test_what_groups_say_among_themselves_is_not_written_down(room: Room) -> None:
    group = {"id": GROUP, "type": "group", "title": "x"}
    person = {"id": DENIZ, "is_bot": False, "first_name": "Deniz"}
    body = {"message_id": 7, "date": 1, "chat": group, "from": person, "text": "a secret among friends"}
    room.state.updates.add("message", body, GROUP)
    await room.receiver.poll_once()
    assert await states(room.store) == {}
    assert await room.receiver.poll_once() == 0, "but it is acknowledged"


async def test_a_webhook_writes_down_no_more_than_a_poll(room: Room) -> None:
    conversation = Conversation(room.bot, room.services, room.store, polling=room.bot.request)
    group = {"id": GROUP, "type": "group", "title": "x"}
    for number, said in ((71, "a secret among friends"), (72, "/help")):
        update = {"update_id": number, "message": {"message_id": 7, "date": 1, "chat": group, "text": said}}
        await conversation.receive(number, json.dumps(update))
    assert list(await states(room.store)) == [72]


async def test_unreadable_updates_stop_nothing(room: Room) -> None:
    room.state.updates.add("message", {"chat": "nonsense"}, 0)
    room.state.updates.add("callback_query", {"id": 5}, 0)
    room.state.updates.add("something_new", {"a": 1}, 0)
    answer = await room.ask("/help")
    assert "/headlines" in answer["text"]
    assert [state for state, _, _ in (await states(room.store)).values()].count("pending") == 0


async def test_silence_tells_how_long_telegram_has_not_answered(room: Room) -> None:
    assert room.receiver.silence is None
    await room.receiver.poll_once()
    room.clock.advance(40)
    assert room.receiver.silence == 40


async def test_silence_counts_also_when_telegram_never_answered(room: Room) -> None:
    async with AiohttpRequest() as request:
        bot = build_bot(CANARY_TOKEN, f"http://127.0.0.1:{free_port()}", request, request)
        conversation = Conversation(bot, room.services, room.store, polling=request)
        assert conversation.silence is None
        running = asyncio.create_task(conversation.run())
        await asyncio.sleep(0)
        room.clock.advance(100)
        assert conversation.silence == 100
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert conversation.silence is None, "another process may be the one that asks"


async def test_network_trouble_is_waited_out_ever_longer(room: Room) -> None:
    room.state.faults.add({"kind": "status", "status": 502, "method": "getUpdates", "times": 0})
    rests = Rests(4)
    receiver = Receiver(room.bot, room.store, room.clock, room.dispatcher.notice, poll_seconds=0, sleep=rests)
    with pytest.raises(Stop):
        await receiver.run()
    assert rests.asked == [FIRST_BACKOFF, 2 * FIRST_BACKOFF, 4 * FIRST_BACKOFF, 8 * FIRST_BACKOFF]


async def test_another_poller_is_left_the_field_for_a_while(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    room.state.faults.add({"kind": "error", "code": 409, "description": words, "method": "getUpdates"})
    rests = Rests(1)
    receiver = Receiver(room.bot, room.store, room.clock, room.dispatcher.notice, poll_seconds=0, sleep=rests)
    with pytest.raises(Stop):
        await receiver.run()
    assert rests.asked == [CONFLICT_REST]
    assert "only one may poll" in capsys.readouterr().out
    assert isinstance(Conflict(words), Exception)


async def test_a_refused_token_ends_the_receiver_with_one_line(room: Room) -> None:
    room.state.faults.add({"kind": "error", "code": 401, "description": "Unauthorized", "times": 0})
    rests = Rests(1)
    receiver = Receiver(room.bot, room.store, room.clock, room.dispatcher.notice, poll_seconds=0, sleep=rests)
    with pytest.raises(SettingsError, match="BOT_TOKEN") as refused:
        await receiver.run()
    assert room.sandbox.token not in str(refused.value)


async def test_one_chats_updates_are_handled_in_order_and_chats_beside_each_other(store: Store) -> None:
    """Chat 1 is held up by its first update; chat 2 is not."""
    handler = Scripted()
    handler.gates[1] = asyncio.Event()
    await put(store, an_update(1, 100), an_update(2, 100), an_update(3, 200), an_update(4, 200))
    dispatcher = Dispatcher(handler, store)
    idle = asyncio.create_task(dispatcher.idle())
    await handler.until(lambda: handler.seen == [3, 4])
    handler.gates[1].set()
    await idle
    assert handler.seen == [3, 4, 1, 2]
    assert {state for state, _, _ in (await states(store)).values()} == {"done"}


async def test_only_so_many_at_once(store: Store) -> None:
    handler = Scripted()
    await put(store, *(an_update(number, number) for number in range(1, 201)))
    await Dispatcher(handler, store).idle()
    assert sorted(handler.seen) == list(range(1, 201))
    assert handler.most_at_once <= 32


async def test_more_than_a_window_of_updates(store: Store) -> None:
    handler = Scripted()
    await put(store, *(an_update(number, number % 7) for number in range(1, 1201)))
    await Dispatcher(handler, store).idle()
    for chat in range(7):
        mine = [number for number in handler.seen if number % 7 == chat]
        assert mine == sorted(mine)
    assert len(handler.seen) == 1200


async def test_a_slow_update_is_tried_three_times_then_given_up(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = Scripted(Handled.TOO_SLOW)
    await put(store, an_update(1, 100))
    await Dispatcher(handler, store).idle()
    assert handler.seen == [1, 1, 1]
    assert (await states(store))[1][0] == "failed"
    logged = capsys.readouterr().out
    assert logged.count("update_given_up") == 1
    assert "/help" not in logged


async def test_what_was_under_way_in_a_crash_is_tried_again(store: Store) -> None:
    """The process dies while it handles; the next one finds the update pending, with its attempt counted."""
    handler = Scripted()
    handler.gates[1] = asyncio.Event()
    await put(store, an_update(1, 100))
    crashed = Dispatcher(handler, store)
    await crashed.turn()
    assert (await states(store))[1][:2] == ("pending", 1)
    await Dispatcher(after := Scripted(), store).idle()
    assert after.seen == [1]
    assert (await states(store))[1][0] == "done"
    handler.gates[1].set()
    await crashed.idle()


async def test_an_update_that_kills_the_process_takes_no_innocent_one_with_it(store: Store) -> None:
    """Update 2 kills. Whatever was beside it is handled by a later process, and 2 is given up after three."""
    await put(store, *(an_update(number, number) for number in range(1, 6)))
    deadly = asyncio.Event()
    for _ in range(3):
        handler = Scripted()
        handler.gates = {2: deadly}
        running = asyncio.create_task(Dispatcher(handler, store).idle())
        await handler.until(lambda handler=handler: 2 in handler.started)
        running.cancel()  # killed: what was handled since the last turn is not written down either
        await asyncio.gather(running, return_exceptions=True)
    survivor = Scripted()
    await Dispatcher(survivor, store).idle()
    found = await states(store)
    assert found[2][0] == "failed"
    assert {found[number][0] for number in (1, 3, 4, 5)} == {"done"}
    assert 2 not in survivor.seen
    deadly.set()


async def test_cancellation_finishes_what_is_under_way(store: Store) -> None:
    handler = Scripted()
    handler.gates[1] = asyncio.Event()
    await put(store, an_update(1, 100), an_update(2, 100))
    dispatcher = Dispatcher(handler, store)
    running = asyncio.create_task(dispatcher.run())
    await handler.until(lambda: handler.started == [1])
    running.cancel()
    await asyncio.sleep(0)
    handler.gates[1].set()
    with pytest.raises(asyncio.CancelledError):
        await running
    found = await states(store)
    assert found[1][0] == "done"
    assert found[2][0] == "pending", "it waits for the next start"


async def test_nothing_is_lost_while_the_database_is_away(store: Store) -> None:
    """A turn that fails is repeated with the same results."""
    handler = Scripted()
    await put(store, an_update(1, 100))
    dispatcher = Dispatcher(handler, store)
    await dispatcher.turn()
    await handler.until(lambda: handler.seen == [1])
    async with store.write() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME TO elsewhere"))
    with pytest.raises(Exception, match="inbox"):
        await dispatcher.turn()
    async with store.write() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO inbox"))
    await dispatcher.idle()
    assert (await states(store))[1][0] == "done"
    assert handler.seen == [1]


async def test_every_chat_has_its_turn_in_a_burst(room: Room) -> None:
    for number in range(30):
        chat = (DENIZ, LAYLA)[number % 2]
        people.write(room.state, people.Typed(chat_id=chat, from_id=chat, text="/help"))
    await room.settle()
    assert len(room.from_bot(DENIZ)) == len(room.from_bot(LAYLA)) == 15
