"""What the runner of transcripts finds wrong, and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.actions import ACTIONS
from bot.app.coverage import Coverage
from bot.app.flows_test import play, run
from bot.app.playing import PlayedOtherwise
from bot.app.transcript import Transcript
from bot.app.transcript_reading import read_transcripts, transcript_files
from bot.domain.flow.edges import Edge, edges
from tests.app.transcript import BOOKS
from tests.street import ROOT, street_config

SPECS = {name: spec for name, (spec, _) in ACTIONS.items()}
SOS = """
conversation: the numbers
language: en
steps:
  - say: /sos
    expect: "@sos.numbers @sos.next"
    page: none
  - press: =ok
    expect: ["All right. The numbers stay above"]
"""


def read(folder: Path, text: str) -> tuple[list[Transcript], list[str]]:
    file = folder / "tried.yaml"
    file.write_text(text, encoding="utf-8")
    found, messages = read_transcripts([file], *BOOKS, SPECS)
    return found, [message.removeprefix(f"{file}:") for message in messages]


async def complaint(folder: Path, text: str) -> str:
    """What is said about the one transcript in this text, which must not go as it is written."""
    (transcript, *more), faults = read(folder, text)
    assert not more
    assert not faults

    with pytest.raises(PlayedOtherwise) as caught:
        await play(street_config(folder), transcript, Coverage({}, []), BOOKS)
    return str(caught.value).removeprefix(f"{folder / 'tried.yaml'}:")


async def test_a_transcript_that_goes_as_written_says_nothing(tmp_path: Path) -> None:
    (transcript,), faults = read(tmp_path, SOS)

    await play(street_config(tmp_path), transcript, Coverage({}, []), BOOKS)

    assert faults == []


async def test_another_answer_is_told_with_the_step_what_was_wanted_and_what_came(tmp_path: Path) -> None:
    said = await complaint(tmp_path, SOS.replace("All right. The", "Fine. The"))

    assert said.splitlines()[:4] == [
        "8 tried: the numbers",
        "  - press: =ok",
        "  liu sees:",
        "    wanted 'Fine. The numbers stay above'",
    ]
    assert "    got    'All right. The numbers stay above" in said


async def test_a_block_that_was_not_said_is_told_by_its_name(tmp_path: Path) -> None:
    said = await complaint(tmp_path, SOS.replace("@sos.numbers @sos.next", "@sos.no_numbers @sos.next"))

    assert "wanted '@sos.no_numbers @sos.next'" in said
    assert "@sos.next reads 'Shall I call the person on duty now?'" in said
    assert "@sos.no_numbers was not said" in said


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("- say: /sos", "wanted nothing"),
        ("- say: /talk\n    expect: ['@talk.mood', more]", "wanted 'more'"),
        ("- {say: /talk, expect: '@talk.mood @talk.mood'}", "wanted '@talk.mood @talk.mood'"),
        ("- {say: /talk, expect: '@talk.mood', page: 🟢}", "page:\n    wanted '🟢'\n    got    nothing"),
        ("- {say: I want to die, expect: '@case.red'}", "li sees:\n    wanted nothing"),
        ("- {say: I want to die, expect: '@case.red', page: none}", "page to li:\n    wanted nothing"),
        ("- {say: I want to die, expect: '@case.red', page: 🟢}", "page to zhao:\n    wanted '🟢'"),
        ("- {press: =ok}", "no button '=ok' on the phone of liu"),
        (
            "- {say: /sos, expect: '@sos.next'}\n  - press: =low",
            "the newest question has no =low, only =call_human, =ok",
        ),
        (
            "- {say: /talk, expect: '@talk.mood', variables: {talk.mood: low}}",
            "talk.mood: wanted low, got none",
        ),
        (
            "- {say: /talk, expect: '@talk.mood', variables: none}",
            "variables: wanted none, but there is talk",
        ),
        ("- {say: /talk, expect: '@talk.mood', outbox: 1}", "outbox of liu: wanted 1, got 0"),
        ("- {say: /talk, expect: '@talk.mood', toast: gone}", "liu toast:\n    wanted 'gone'"),
        ("- {say: /talk, expect: '@talk.mood', edited: gone}", "liu edited:\n    wanted 'gone'"),
        ("- {say: /talk, expect: '@talk.mood', li edited: gone}", "li: no edit reads 'gone', only []"),
        (
            "- {say: hello there, quoting: never said, expect: x}",
            "nothing on the phone of liu reads 'never said'",
        ),
    ],
)
async def test_whatever_goes_otherwise_is_told(tmp_path: Path, steps: str, expected: str) -> None:
    said = await complaint(tmp_path, f"conversation: x\nlanguage: en\nsteps:\n  {steps}\n")

    assert expected in said


async def test_letters_wait_while_the_line_is_down_and_go_when_it_is_back(tmp_path: Path) -> None:
    (transcript,), faults = read(
        tmp_path,
        "conversation: x\nsteps:\n"
        "  - line: {liu: down}\n"
        "  - say: /sos\n"
        "  - {outbox: 1}\n"
        "  - {crash: before, outbox: {liu: 1}}\n"
        "  - line: {liu: fine}\n"
        "  - {after: 1m, outbox: 0, expect: '@sos.next'}\n",
    )
    assert faults == []

    with pytest.raises(PlayedOtherwise, match=r"sos\.next was not said"):
        await play(street_config(tmp_path), transcript, Coverage({}, []), BOOKS)


async def test_the_same_conversation_is_played_in_every_language_it_names(tmp_path: Path) -> None:
    found, _ = read(tmp_path, SOS.replace("language: en", "languages: [zh, en]"))

    assert [(one.name, one.language) for one in found] == [
        ("tried: the numbers [zh]", "zh"),
        ("tried: the numbers [en]", "en"),
    ]
    with pytest.raises(PlayedOtherwise, match=r"the numbers \[zh\]"):
        await play(street_config(tmp_path), found[0], Coverage({}, []), BOOKS)


async def test_a_conversation_may_be_with_anybody_and_checks_may_stand_alone(tmp_path: Path) -> None:
    (transcript,), faults = read(
        tmp_path,
        "conversation: x\nas: guest\nsteps:\n"
        "  - say: /start\n"
        "  - expect: '@case.stranger'\n"
        "  - expect: '@start.language'\n"
        "  - variables: {start.language: none}\n"
        "  - page: none\n",
    )

    await play(street_config(tmp_path), transcript, Coverage({}, []), BOOKS)

    assert faults == []
    assert len(transcript.steps) == 1


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("sya: /talk", '"sya" is neither an act nor a phone — did you mean "say"?'),
        ("smiht says: a", 'there is no phone "smiht" — did you mean "smith"?'),
        ("liu sais: a", '"sais" is nothing a phone does — did you mean "says"?'),
        ("press: =togehter", '"togehter" is no choice of any flow — did you mean "together"?'),
        ("{say: a, press: b}", '"say" and "press": one act to a step'),
        ("expect: a", "nothing has happened yet: begin with an act, such as say"),
        ("text", 'a step needs keys and values, such as "say: /talk"'),
        ("say: [a]", '"say" needs words'),
        ("say:", '"say" needs words'),
        ("send: phto", '"phto" cannot be sent — did you mean "photo"?'),
        ("after: 2 weeks", '"2 weeks" is not a length of time: write 90s, 30m, 2h or 7d'),
        ("{say: a, crash: never}", 'crash "never" is none of after, before'),
        (
            "line: {liu: dwn}",
            'liu "dwn" is none of down, fine, gone, refused, unknown — did you mean "down"?',
        ),
        ("line: {smiht: down}", 'there is no phone "smiht" — did you mean "smith"?'),
        ("line: down", '"line" needs keys and values'),
        ("liu edits: y", "edits needs {of: a message of theirs, to: what it reads then}"),
        (
            "actions: {triage.asses: fails}",
            'there is no action "triage.asses" — did you mean "triage.assess"?',
        ),
        ("actions: {triage.assess: breaks}", 'an action fails, works, or gives {…}: not "breaks"'),
        (
            "actions: {triage.assess: {color: red}}",
            '"color" is not a key of what "triage.assess" gives — did you mean "colour"?',
        ),
        ("{say: a, expect: '@tlak.mood'}", 'there is no block "tlak.mood" — did you mean "talk.mood"?'),
        (
            "{say: a, expect: [a, {b: c}]}",
            'a message is one line of words: quote it if it has ":" or "{" in it',
        ),
        ("{say: a, variables: {tlak.mood: low}}", 'there is no flow "tlak" — did you mean "talk"?'),
        ("{say: a, variables: {talk.modo: low}}", '"talk" has no variable "modo" — did you mean "mood"?'),
        ("{say: a, variables: {talk.mood: lwo}}", '"lwo" is no choice of "mood" — did you mean "low"?'),
        (
            "{say: a, variables: low}",
            "variables are written {talk.mood: low}, or none when nothing is running",
        ),
        ("{say: a, outbox: many}", "outbox counts letters: a whole number, or {liu: 1}"),
        ("{say: a, outbox: {smiht: 1}}", 'there is no phone "smiht" — did you mean "smith"?'),
    ],
)
def test_a_slip_of_the_pen_in_a_step_is_told_with_its_line(tmp_path: Path, step: str, expected: str) -> None:
    found, faults = read(tmp_path, f"conversation: x\nsteps:\n  - {step}\n")

    assert found == []
    assert faults == [f"3: {expected}"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("steps: []\n", ['1: "conversation" is missing', '1: "steps" needs a list of steps']),
        (
            "conversation: x\nstps: 1\n",
            ['1: "steps" is missing', '2: "stps" is not a key of a conversation — did you mean "steps"?'],
        ),
        (
            "conversation: x\nlanguages: [zh, fr]\nsteps: [{say: a}]\n",
            ['2: there are no texts in language "fr", only in zh, en'],
        ),
        (
            "conversation: x\nas: smiht\nsteps: [{say: a}]\n",
            [
                '2: as "smiht" is none of chen, granny, guest, li, liu, mei, qian, smith, sun, wang, zhao, zhou'
                ' — did you mean "smith"?'
            ],
        ),
        (
            "conversation: x\nundo: soon\nsteps: [{say: a}]\n",
            ['2: "soon" is no number of seconds: write 5s'],
        ),
        (
            "conversation: x\nstart: noon\nsteps: [{say: a}]\n",
            ['2: "noon" is no moment: write 2026-11-23 04:00, which is UTC'],
        ),
        ("conversation: x\npeople: chen\nsteps: [{say: a}]\n", ['2: "people" needs a list']),
        ("conversation: x\npeople: [chen]\nsteps: [{say: a}]\n", ["2: a person needs keys and values"]),
        (
            "conversation: x\npeople: [{name: a}]\nsteps: [{say: a}]\n",
            ['2: "phone" is missing', '2: "unit" is missing', '2: "role" is missing'],
        ),
        ("- a\n", ["1: a conversation needs keys and values"]),
        ("", ["1: the file is empty"]),
        ("a: [\n", ["2: not valid YAML: did not find expected node content"]),
    ],
)
def test_a_slip_of_the_pen_above_the_steps_is_told_with_its_line(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    found, faults = read(tmp_path, text)

    assert found == []
    assert faults == expected


def test_all_that_is_wrong_is_told_in_one_go_and_whole_conversations_are_kept(tmp_path: Path) -> None:
    found, faults = read(tmp_path, f"{SOS}---\nconversation: x\nsteps:\n  - sya: a\n  - press: =lwo\n")

    assert [transcript.name for transcript in found] == ["tried: the numbers"]
    assert [fault.split(":")[0] for fault in faults] == ["13", "14"]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "gb.yaml").write_bytes("conversation: 好".encode("gb18030"))

    assert read_transcripts(transcript_files([tmp_path]), *BOOKS, SPECS) == (
        [],
        [f"{tmp_path / 'gb.yaml'}:1: the file is not UTF-8"],
    )


# -- the command ---------------------------------------------------------------------------------


async def played(folder: Path, text: str, *, cover: float = 100) -> tuple[bool, list[str]]:
    """`flows test` over the shipped flows with these transcripts as all there are."""
    project = folder / "project"
    (project / "tests" / "conversations").mkdir(parents=True)
    for name in ("flows", "templates", "config.yaml"):
        (project / name).symlink_to(ROOT / name)
    (project / "tests" / "conversations" / "sos.yaml").write_text(text, encoding="utf-8")
    lines: list[str] = []
    config = street_config(folder, WARMLINE_CONFIG=str(project / "config.yaml"))
    ticking = iter((0.0, 1.0))
    well = await run(config, [], cover=cover, write=lines.append, seconds=lambda: next(ticking))
    return well, lines


async def test_what_no_transcript_went_through_is_listed_and_fails(tmp_path: Path) -> None:
    well, lines = await played(tmp_path, SOS)

    assert not well
    assert "sos          en  steps     6/9  branches     3/8" in lines
    assert "sos          zh  steps     0/9  branches     0/8" in lines
    assert 'flows/sos.yaml:12 step "emergency.numbers": error never taken (en)' in lines
    assert 'flows/sos.yaml:12 step "emergency.numbers": never reached (zh)' in lines
    assert "flows/sos.yaml:1: it never expired (zh, en)" in lines
    # an end written into a step is not told beside the step itself
    assert not [line for line in lines if "goodbye.end" in line]
    assert lines[-1] == (
        "failed: 1 conversations, 0 of them otherwise than written; 2 steps in 1.0 s, 500 ms each"
    )


async def test_whoever_asks_for_less_coverage_gets_by_with_less(tmp_path: Path) -> None:
    well, lines = await played(tmp_path, SOS, cover=0)

    assert well
    assert lines[-1].startswith("ok: 1 conversations")


async def test_a_conversation_that_goes_otherwise_fails_whatever_is_covered(tmp_path: Path) -> None:
    well, lines = await played(tmp_path, SOS.replace("All right", "All wrong"), cover=0)

    assert not well
    assert lines[0].splitlines()[1] == "  - press: =ok"
    assert lines[-1].startswith("failed: 1 conversations, 1 of them otherwise than written")


async def test_faults_of_transcripts_are_told_before_anything_is_played(tmp_path: Path) -> None:
    well, lines = await played(tmp_path, SOS.replace("press", "prss"))

    assert not well
    assert len(lines) == 1
    assert lines[0].endswith('sos.yaml:8: "prss" is neither an act nor a phone — did you mean "press"?')


async def test_a_place_without_transcripts_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        await run(street_config(tmp_path), [tmp_path / "nowhere"], cover=100, write=print)


async def test_files_that_are_named_are_played_but_not_judged(tmp_path: Path) -> None:
    (tmp_path / "sos.yaml").write_text(SOS, encoding="utf-8")
    lines: list[str] = []

    assert await run(street_config(tmp_path), [tmp_path / "sos.yaml"], cover=100, write=lines.append)
    assert {line.split()[0] for line in lines if " steps " in line and "branches" in line} == {"sos"}
    assert not [line for line in lines if line.startswith("flows/") and not line.startswith("flows/sos.yaml")]


# -- the ways through a flow ---------------------------------------------------------------------


def test_the_ways_of_a_flow_are_its_steps_their_branches_and_its_expiry() -> None:
    talk = BOOKS[1].flows["sos"]

    ways = {(edge.step, edge.way) for edge in edges(talk)}

    assert {("next", way) for way in ("", "call_human", "ok", "retry")} <= ways
    assert {("emergency.numbers", way) for way in ("", "done", "error")} <= ways
    assert {("when@21", way) for way in ("", "then", "else")} <= ways
    assert ("", "expired") in ways
    assert ("numbers", "done") not in ways
    assert len(ways) == len(edges(talk))


def test_a_way_that_is_no_flow_s_counts_for_nothing() -> None:
    coverage = Coverage(BOOKS[1].flows, ["zh"])
    coverage.add([("zh", Edge("gone", "step")), ("fr", Edge("sos", "next"))])

    assert {row.steps[0] for row in coverage.rows()} == {0}
