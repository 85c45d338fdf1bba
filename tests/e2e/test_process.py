"""The process itself: its exit statuses, restarts, standbys, other pollers, and what must never be written anywhere."""

import http.client
import json
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.e2e.articles import write_article
from tests.e2e.conftest import MORNING, Scene, Stage
from tests.e2e.lab import Talk
from tests.e2e.mornings import morning, reloaded, struck, subscribe, the_briefing, until_status
from tests.e2e.outbox import Outbox
from tests.e2e.processes import SECRET, TOKEN, BotProcess, Program, SandboxProcess
from tests.postgres import free_port

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def reader_of(scene: Scene) -> Talk:
    """A person in private with the scene's bot."""
    return scene.lab.person(40_001)


def again(scene: Scene) -> BotProcess:
    """A bot on the scene's database, active."""
    bot = BotProcess(scene.home, scene.settings)
    bot.until("active")
    return bot


def answer_of(port: int, path: str, body: bytes | None = None, secret: str = "") -> tuple[int, str]:
    """Status and text of a request to the bot's own port."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
    try:
        line.request("GET" if body is None else "POST", path, body, headers)
        response = line.getresponse()
        return response.status, response.read().decode()
    finally:
        line.close()


@BOTH
def test_a_command_survives_a_kill_between_its_receipt_and_its_answer(open_scene: Stage, kind: str) -> None:
    scene = open_scene(kind)
    reader = reader_of(scene)
    scene.lab.fault("flood", method="sendMessage", chat_id=reader.chat_id, retry_after=4)
    sent = reader.send("/help")
    struck(scene.lab, sent["after"])
    scene.bot.kill9()
    assert scene.lab.ledger(reader.chat_id) == []
    with again(scene) as bot:
        assert "/subscribe" in reader.next_message(sent["after"]).text
        assert bot.terminate() == 0


@BOTH
def test_an_update_that_comes_again_has_no_second_effect(open_scene: Stage, kind: str) -> None:
    """The bot is killed after it answered and before it could tell Telegram that it had the update."""
    scene = open_scene(kind)
    reader = reader_of(scene)
    reader.say("/start")
    scene.lab.fault("cut", method="getUpdates", times=0)
    reader.say("/subscribe 7:30 Istanbul")
    Outbox(scene.settings.database_url).until_inbox_is_empty()
    scene.bot.kill9()
    scene.lab.call("DELETE", "faults")
    with again(scene) as bot:
        assert "07:30, Istanbul" in reader.say("/status").text
        assert bot.terminate() == 0
    assert len(scene.lab.ledger(reader.chat_id)) == 3


@BOTH
def test_the_standby_takes_over_from_a_killed_process(open_scene: Stage, kind: str) -> None:
    scene = open_scene(kind)
    reader = reader_of(scene)
    due = subscribe(reader)
    with BotProcess(scene.home, scene.settings) as standby:
        standby.until("standby")
        assert answer_of(standby.port, "/readyz")[0] == 200
        assert "/subscribe" in reader.say("/help").text
        assert standby.logged("active") == []
        Outbox(scene.settings.database_url).until_inbox_is_empty()
        scene.bot.kill9()
        assert standby.until("active")["epoch"] == 2
        assert "07:30" in reader.say("/status").text
        the_briefing(reader, morning(scene.lab, due))
        assert standby.terminate() == 0
    assert standby.complaints() == []


@BOTH
def test_after_an_outage_only_the_newest_missed_briefing_comes(open_scene: Stage, kind: str) -> None:
    scene = open_scene(kind)
    reader = reader_of(scene)
    due = subscribe(reader)
    assert scene.bot.terminate() == 0
    scene.lab.move_to(due + timedelta(days=3, hours=1))
    after = scene.lab.version()
    with again(scene) as bot:
        the_briefing(reader, after)
        status = until_status(reader, "✅")
        assert bot.terminate() == 0
    assert status.count("✅") == 1
    assert status.count("missed while the bot was not running") == 3
    assert "tomorrow" in status


def test_what_is_later_than_a_day_is_not_sent(open_scene: Stage) -> None:
    """A weekly briefing whose hour passed two days ago waits for its next week, and says so."""
    scene = open_scene("sqlite")
    reader = reader_of(scene)
    assert "Wed" in reader.say("/subscribe 7:30 UTC Wed").text
    assert scene.bot.terminate() == 0
    scene.lab.move_to(MORNING + timedelta(days=2))
    with again(scene) as bot:
        bot.until("planned")
        status = reader.say("/status").text
        assert bot.terminate() == 0
    assert "not sent" in status
    assert "Wednesday 10 February at 07:30" in status
    assert len(scene.lab.ledger(reader.chat_id)) == 2


def test_another_poller_is_waited_out(open_scene: Stage) -> None:
    """409: somebody else polls with this token. The bot says so, keeps its distance and comes back."""
    scene = open_scene("sqlite")
    reader = reader_of(scene)
    reader.say("/start")
    query = urlencode({"timeout": 0, "offset": -1})
    line = http.client.HTTPConnection(urlsplit(scene.lab.url).netloc, timeout=20)
    line.request("GET", f"/bot{TOKEN}/getUpdates?{query}")
    assert line.getresponse().status == 200
    line.close()
    scene.bot.until("another_poller")
    sent = reader.send("/help")
    assert "/subscribe" in reader.next_message(sent["after"], seconds=30).text
    assert [json.loads(line)["event"] for line in scene.bot.complaints()] == ["another_poller"]


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A sandbox for bots that do not get far."""
    with SandboxProcess(tmp_path) as process:
        yield process


@pytest.fixture
def settings(sandbox: SandboxProcess, tmp_path: Path) -> Mapping[str, str]:
    """Settings that are all right."""
    (tmp_path / "seeds").mkdir()
    return {
        "BOT_TOKEN": TOKEN,
        "BOT_API_URL": sandbox.url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'briefing.db'}",
        "SEEDS_DIR": str(tmp_path / "seeds"),
        "LISTEN": f"127.0.0.1:{free_port()}",
    }


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"BOT_TOKEN": ""}, 2, "BOT_TOKEN is not set"),
        ({"BOT_TOKEN": "abc"}, 2, "does not look like a token"),
        ({"BOT_TOKEN": "777000001:AAnother-token-that-nobody-has-given-out"}, 2, "does not know this BOT_TOKEN"),
        ({"BOT_TOKEN": "", "BOT_TOKEN_FILE": "/does/not/exist"}, 2, "/does/not/exist"),
        ({"SEND_RATE": "31"}, 2, "PAID_BROADCAST=true"),
        ({"SEND_RATE": "fast", "LISTEN": "here", "DEFAULT_TIMEZONE": "Mars/Olympus"}, 2, "Mars/Olympus"),
        ({"ADMIN_IDS": "ada"}, 2, "ADMIN_IDS"),
        ({"DATABASE_URL": "mysql://x/y"}, 2, "only sqlite and postgresql"),
        ({"DATABASE_URL": "sqlite+aiosqlite:////proc/briefing.db"}, 1, "/proc/briefing.db"),
        ({"DATABASE_URL": "postgresql+asyncpg://x@127.0.0.1:9/y"}, 1, "database"),
        ({"WEBHOOK_URL": "https://example.org"}, 2, "WEBHOOK_SECRET"),
        ({"SEEDS_DIR": "/does/not/exist"}, 2, "/does/not/exist"),
    ],
)
def test_what_cannot_work_is_said_in_one_line(
    settings: Mapping[str, str], tmp_path: Path, change: Mapping[str, str], status: int, said: str
) -> None:
    with Program(tmp_path, ["bot", "run"], {**settings, "LOG_LEVEL": "ERROR", **change}) as bot:
        assert bot.wait() == status
    written = bot.log.lines
    assert (len(written), said in written[-1]) == (1, True), written
    assert written[-1].startswith("error: ")
    assert bot.out.lines == []


def test_a_port_in_use_is_said_in_one_line(
    settings: Mapping[str, str], tmp_path: Path, sandbox: SandboxProcess
) -> None:
    taken = urlsplit(sandbox.url).netloc
    with Program(tmp_path, ["bot", "run"], {**settings, "LISTEN": taken}) as bot:
        assert bot.wait() in (1, 2)
    assert taken in bot.log.lines[-1]
    assert not any("Traceback" in line for line in bot.log.lines)


def test_a_token_revoked_while_running_ends_the_bot(open_scene: Stage) -> None:
    scene = open_scene("sqlite")
    scene.lab.fault("error", method="getUpdates", status=401, description="Unauthorized", times=0)
    reader_of(scene).send("/help")
    assert scene.bot.wait() == 2
    assert scene.bot.log.lines[-1].startswith("error: Telegram refuses")


def test_a_webhook_takes_only_what_telegram_signed_and_each_update_once(open_scene: Stage, tmp_path: Path) -> None:
    port = free_port()
    secret = "the-webhook-secret_0123456789"
    scene = open_scene(
        "sqlite", LISTEN=f"127.0.0.1:{port}", WEBHOOK_URL=f"http://127.0.0.1:{port}", WEBHOOK_SECRET=secret
    )
    reader = reader_of(scene)
    sent = reader.send("/help")
    assert "/subscribe" in reader.next_message(sent["after"]).text
    update = json.dumps({"update_id": sent["update_id"], "message": sent["message"]}).encode()
    assert answer_of(port, "/webhook", update)[0] == 403
    assert answer_of(port, "/webhook", update, secret[:-1])[0] == 403
    assert answer_of(port, "/webhook", update, secret)[0] == 200
    assert answer_of(port, "/webhook", b"nonsense", secret)[0] == 400
    assert "No briefing is set up" in reader.say("/status").text
    assert len(scene.lab.ledger(reader.chat_id)) == 2
    assert scene.bot.terminate() == 0
    assert secret not in scene.bot.log.join()
    # Telegram's own trouble is no reason to give up.
    scene.lab.fault("status", method="setWebhook")
    scene.lab.fault("flood", method="setWebhook", retry_after=1)
    with BotProcess(scene.home, scene.settings) as again:
        assert "No briefing is set up" in reader.say("/status").text
        assert again.log.join().count("telegram_unreachable") == 2
        assert again.terminate() == 0


@BOTH
def test_the_token_is_written_nowhere(open_scene: Stage, kind: str) -> None:
    """At DEBUG, through trouble of every kind: no log line, page, report or file of the bot holds the secret."""
    scene = open_scene(kind, LOG_LEVEL="DEBUG")
    reader, admin = reader_of(scene), Talk(scene.lab, 1001, 1001)
    due = subscribe(reader)
    for trouble in ("cut", "garbage"):
        scene.lab.fault(trouble, method="getUpdates")
        scene.lab.fault(trouble, method="editMessageText")
    write_article(scene.seeds, "new.txt", "A New Arrival")
    report = admin.say("/reload")
    shown = [admin.next_edit(report.version, report.id).text, admin.say("/stats").text, reader.say("/status").text]
    seen = scene.bot.seen
    scene.lab.fault("cut", method="sendMessage", chat_id=reader.chat_id)
    morning(scene.lab, due)
    scene.bot.until("delivery_unanswered", seen)
    shown += [answer_of(scene.bot.port, path)[1] for path in ("/metrics", "/healthz", "/readyz", "/nonsense")]
    assert scene.bot.terminate() == 0
    shown += [scene.bot.log.join(), scene.bot.out.join()]
    assert scene.bot.seen > 5
    assert not any(SECRET in text for text in shown)
    files = [path for path in scene.home.rglob("*") if path.is_file()]
    if kind == "sqlite":
        folder = Path(scene.settings.database_url.partition(":///")[2]).parent
        files += [path for path in folder.rglob("*") if path.is_file()]
        assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in folder.glob("*.db*"))
    assert not any(SECRET.encode() in path.read_bytes() for path in files)


def test_a_clean_stop_leaves_the_seat_free_and_the_port_closed(open_scene: Stage) -> None:
    scene = open_scene("sqlite")
    assert answer_of(scene.bot.port, "/healthz") == (200, '{"status": "ok"}')
    assert answer_of(scene.bot.port, "/readyz")[0] == 200
    assert "briefing_articles 1.0" in answer_of(scene.bot.port, "/metrics")[1]
    assert scene.bot.terminate() == 0
    with again(scene) as bot:
        assert bot.logged("standby") == []
        assert bot.terminate() == 0


def test_a_restored_backup_sends_nothing_that_may_have_been_sent(open_scene: Stage) -> None:
    """The copy is of the evening; the morning's briefing went out before the database was lost."""
    scene = open_scene("sqlite")
    reader = reader_of(scene)
    due = subscribe(reader)
    copy = scene.home / "copy.db"
    environment = scene.settings.environment(scene.bot.port)
    with Program(scene.home, ["bot", "backup", str(copy)], environment) as backup:
        assert backup.wait() == 0
    the_briefing(reader, morning(scene.lab, due))
    assert scene.bot.terminate() == 0
    sent = len(scene.lab.ledger(reader.chat_id))
    restored = replace(scene.settings, database_url=f"sqlite+aiosqlite:///{copy}")
    with BotProcess(scene.home, restored) as bot:
        bot.until("active")
        assert bot.logged("restored_copy")[0]["expired"] == 1
        assert "copy of" in until_status(reader, "not sent")
        assert len(scene.lab.ledger(reader.chat_id)) == sent + 1
        write_article(scene.seeds, "next.txt", "What Came Next")
        reloaded(Talk(scene.lab, 1001, 1001))
        assert "What Came Next" in reader.next_message(morning(scene.lab, due + timedelta(days=1))).text
        assert bot.terminate() == 0
    with BotProcess(scene.home, restored) as bot:
        bot.until("active")
        assert bot.logged("restored_copy") == []
