"""A dialogue tried in the terminal: what the author sees for what they type."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import flows_try
from bot.app.cli import main
from bot.app.config import read_config
from tests.street import ROOT

RED = "我不想活了"


def talk(*lines: str, flow: str = "talk", language: str = "en") -> list[str]:
    """What is written for these lines, the first entry before any of them."""
    written: list[str] = []
    typed = iter(lines)
    config = read_config({"WARMLINE_CONFIG": str(ROOT / "config.yaml")})
    flows_try.run(config, flow, language, lambda: next(typed, None), written.append)
    return written


def test_a_question_is_shown_with_its_buttons_numbered() -> None:
    assert talk() == [
        "  How are you doing right now?\n"
        "  Tap whatever comes closest.\n"
        "    :1 😊 Good\n"
        "    :2 🙂 All right\n"
        "    :3 😔 A bit low\n"
        "    :4 😣 Really rough\n"
        "    :5 Rather not say\n"
        "    :6 🙋 Talk to a person\n"
    ]


def test_a_line_is_what_the_person_says_and_a_colon_presses() -> None:
    _, topic, words, safe = talk("a bit low", ":4", "3 nights now")

    assert "What is it mostly about?" in topic
    assert "Write a few words" in words
    assert "are you safe right now?" in safe


def test_variables_are_shown_with_the_step_where_the_dialogue_stands() -> None:
    assert talk(":3", ":1", ":vars")[3:] == ["talk, at step words", "  mood = low", "  topic = homesick"]


def test_what_is_no_text_may_be_sent_and_empty_lines_are_nothing() -> None:
    assert talk("", "  ", ":voice")[1].startswith("  I can't listen to voice messages.")


def test_the_clock_moves_and_what_it_brings_is_shown() -> None:
    _, later, bye = talk(":after 2h")

    assert later == "— 2h later —"
    assert bye.startswith("  Looks like you're busy")


def test_the_staff_s_phones_are_shown_once() -> None:
    written = talk(":staff", RED, ":staff", ":staff", ":vars")

    assert written[1] == "nothing new reached the staff"
    assert [line[:6] for line in written[3:5]] == ["  li: ", "  zhao"]
    assert "🔴 红" in written[3]
    assert written[5:] == ["nothing new reached the staff", "no dialogue: a person has been called"]


def test_the_language_may_change_in_between() -> None:
    assert talk(":lang zh", "1")[1] == "from here on in zh"
    assert "主要是哪方面的事" in talk(":lang zh", "1")[2]
    assert talk(":lang fr")[1] == "write one of zh, en, such as :lang en"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (":9", "there is no button 9"),
        (":after soon", "write how long, such as :after 2h; s, m, h or d"),
        (":vras", ':vras is not known here — did you mean ":vars"?; :help'),
        (":help", flows_try.HELP),
    ],
)
def test_a_slip_is_answered_and_changes_nothing(line: str, said: str) -> None:
    assert talk(line)[1:] == [said]


def test_after_the_end_nothing_is_running() -> None:
    assert talk("cancel", ":vars")[2] == "no dialogue is running"


def test_quit_ends_it_though_more_lines_follow() -> None:
    assert len(talk(":quit", "hello")) == 1


def test_a_flow_that_is_not_there_is_told_with_its_neighbour() -> None:
    with pytest.raises(flows_try.NoSuchFlow, match='there is no flow "tlak" — did you mean "talk"'):
        talk(flow="tlak")
    with pytest.raises(flows_try.NoSuchFlow, match="there are breathe, call, checkin, consent, family"):
        talk(flow="system")


def test_again_takes_the_mended_files_and_goes_on_with_the_old_ones_until_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("flows", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "config.yaml", tmp_path)
    texts = tmp_path / "templates" / "en" / "sos.j2"
    whole = texts.read_text(encoding="utf-8")

    def lines() -> Iterator[str]:
        texts.write_text(whole.replace("{% block next %}", "{% block nxt %}"), encoding="utf-8")
        yield ":again"
        yield "no idea"
        texts.write_text(whole.replace("Shall I call", "May I call"), encoding="utf-8")
        yield ":again"
        (tmp_path / "flows" / "sos.yaml").rename(tmp_path / "flows" / "sos.txt")
        (tmp_path / "flows" / "menu.yaml").unlink()
        (tmp_path / "flows" / "start.yaml").unlink()
        shutil.rmtree(tmp_path / "flows" / "programmes")
        yield ":again"

    written: list[str] = []
    typed = lines()
    config = read_config({"WARMLINE_CONFIG": str(tmp_path / "config.yaml")})
    flows_try.run(config, "sos", "en", lambda: next(typed, None), written.append)

    assert "Shall I call the person on duty now?" in written[0]
    assert 'templates/en/sos.j2 has no block "next"' in written[1]
    assert written[2] == "the talk goes on with the files as they were; mend these, then :again"
    assert "Shall I call the person on duty now?" in written[3]
    assert "May I call the person on duty now?" in written[4]
    assert written[5].startswith('there is no flow "sos"')


# -- the commands --------------------------------------------------------------------------------


@pytest.fixture
def author(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Somebody with flows, texts and transcripts of their own, in a folder of their own."""
    for name in ("flows", "templates"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "mine.yaml").write_text("home_country: CN\n", encoding="utf-8")
    folder = tmp_path / "tests" / "conversations"
    folder.mkdir(parents=True)
    (folder / "language.yaml").write_text(
        'conversation: x\nsteps:\n  - {say: /lang, expect: "@language.language"}\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WARMLINE_CONFIG", "mine.yaml")
    return tmp_path


def test_try_reads_lines_from_a_pipe_until_there_are_no_more(
    author: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(path.name for path in author.iterdir())
    monkeypatch.setattr("sys.stdin", io.StringIO(":2\n"))

    assert main(["flows", "try", "language"]) == 0

    out = capsys.readouterr().out
    assert "    :3 🙋 找人聊聊\n\n> :2\n  Fine, English from here on.\n" in out
    assert sorted(path.name for path in author.iterdir()) == before


def test_try_says_which_flow_may_be_meant(author: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "try", "tlak"]) == 1
    assert capsys.readouterr().err == 'there is no flow "tlak" — did you mean "talk"?\n'


def test_test_plays_the_author_s_own_transcripts_and_judges_them(
    author: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["flows", "test"]) == 1
    judged = capsys.readouterr().out
    assert main(["flows", "test", "tests/conversations/language.yaml"]) == 0
    played = capsys.readouterr().out

    assert 'flows/language.yaml:14 step "changed": never reached (zh, en)' in judged
    assert judged.splitlines()[-1].startswith("failed: 1 conversations, 0 of them")
    assert played.splitlines()[-1].startswith("ok: 1 conversations")


def test_test_says_where_it_found_no_transcripts(author: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "test", "nowhere"]) == 1
    assert capsys.readouterr().err == "nowhere: there are no transcripts here\n"


@pytest.mark.parametrize("command", ["test", "try"])
def test_broken_dialogues_are_told_instead_of_played(
    author: Path, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (author / "flows").unlink()
    (author / "flows").mkdir()
    (author / "flows" / "bad.yaml").write_text("schema: 1\n", encoding="utf-8")

    assert main(["flows", command]) == 1
    assert 'flows/bad.yaml:1: "flow" is missing' in capsys.readouterr().err
