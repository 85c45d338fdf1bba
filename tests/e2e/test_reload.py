"""/reload by the operator: files are really edited, the message edits itself, and the report says what was done."""

import pytest

from tests.e2e.articles import article, write_article
from tests.e2e.conftest import Scene, Stage
from tests.e2e.lab import Talk
from tests.e2e.mornings import reloaded


@pytest.fixture(params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, open_scene: Stage) -> Scene:
    """A scene for each test, since these change the library."""
    return open_scene(request.param)


def test_what_was_done_to_the_folder_is_reported_and_shown(scene: Scene, admin: Talk, reader: Talk) -> None:
    for name, title in (("kept.txt", "Kept as It Was"), ("edited.txt", "Before the Edit"), ("gone.txt", "Soon Gone")):
        write_article(scene.seeds, name, title)
    assert "3 added" in reloaded(admin).text
    edited = article("Before the Edit").replace("Before the Edit", "After the Edit and Longer")
    (scene.seeds / "edited.txt").write_text(edited, "utf-8")
    (scene.seeds / "gone.txt").unlink()
    write_article(scene.seeds, "new.txt", "A New Arrival")
    (scene.seeds / "empty.txt").write_text("", "utf-8")
    (scene.seeds / "binary.txt").write_bytes(bytes(range(256)) * 40)
    report = reloaded(admin).text
    lines = report.splitlines()
    for heading, file in (
        ("1 added", "new.txt"),
        ("1 changed", "edited.txt"),
        ("1 withdrawn", "gone.txt"),
        ("2 rejected", "empty.txt"),
    ):
        assert any(heading in line for line in lines), report
        assert any(line.startswith(f"• {file}") for line in lines), report
    reasons = [line for line in lines if line.startswith(("• empty.txt: ", "• binary.txt: "))]
    assert len(reasons) == 2
    assert "2 unchanged · 4 in the library" in report
    shown = reader.say("/headlines").text
    assert all(title in shown for title in ("Kept as It Was", "After the Edit and Longer", "A New Arrival"))
    assert not any(title in shown for title in ("Before the Edit", "Soon Gone"))
    for name in ("empty.txt", "binary.txt"):
        (scene.seeds / name).unlink()
    assert "Nothing has changed" in reloaded(admin).text


def test_a_withdrawn_article_says_so_under_its_old_button(scene: Scene, admin: Talk, reader: Talk) -> None:
    listed = reader.say("/headlines")
    (scene.seeds / "bridge.txt").unlink()
    assert "1 withdrawn" in reloaded(admin).text
    assert "withdrawn" in reader.press(listed, "1").message.text
    assert "No articles yet" in reader.say("/headlines").text
    assert "library is empty" in reader.say("/briefing").text
    assert "withdrawn" in reader.say("/read 1").text
    assert "nothing to read" in scene.lab.person(reader.person + 1).say("/read 1").text


def test_a_stranger_reloads_nothing(scene: Scene, admin: Talk, reader: Talk) -> None:
    write_article(scene.seeds, "new.txt", "A New Arrival")
    assert reader.say("/reload").text == "I don’t know /reload. Have a look at /help."
    assert "A New Arrival" not in reader.say("/headlines").text
    assert "1 added" in reloaded(admin).text


def test_commands_are_answered_during_a_reload_and_a_second_one_waits(scene: Scene, admin: Talk, reader: Talk) -> None:
    for number in range(600):
        (scene.seeds / f"many-{number:04}.txt").write_text(article(f"Report {number} of Many on the Town", 6), "utf-8")
    started = admin.say("/reload")
    second = admin.say("/reload")
    waiting = admin.next_edit(second.version, second.id)
    assert "Another reload is running" in waiting.text
    assert "/subscribe" in reader.say("/help").text
    shown = [admin.next_edit(started.version, started.id, 60)]
    while "Loading" in shown[-1].text:
        shown.append(admin.next_edit(shown[-1].version, started.id, 60))
    assert "of 601 files" in shown[0].text
    assert "600 added" in shown[-1].text
    assert "+594 more" in shown[-1].text
    while "Reloaded" not in waiting.text:
        waiting = admin.next_edit(waiting.version, second.id, 60)
    assert "601 unchanged" in waiting.text


def test_much_that_is_gone_is_asked_about_and_an_undo_brings_it_back(scene: Scene, admin: Talk, reader: Talk) -> None:
    for number in range(12):
        name = "abcdefghijkl"[number]
        (scene.seeds / f"{name}.txt").write_text(article(f"The {name * 4} Report on the Town", 3), "utf-8")
    assert "12 added" in reloaded(admin).text
    for path in scene.seeds.glob("?.txt"):
        path.unlink()
    question = reloaded(admin)
    assert "12 of 13 articles are gone" in question.text
    assert "aaaa Report" in reader.say("/search aaaa").text
    answered = admin.press(question, "Withdraw 12 of 13 articles").message
    while "Reloaded" not in answered.text:
        answered = admin.next_edit(answered.version, answered.id)
    assert "12 withdrawn" in answered.text
    undone = admin.say("/undo")
    while "is undone" not in undone.text:
        undone = admin.next_edit(undone.version, undone.id)
    assert "12 back in the library" in undone.text
    assert "aaaa Report" in reader.say("/search aaaa").text
    assert "12 left as /undo made them" in reloaded(admin).text
