"""What the commands for authors of dialogues say."""

import re
from pathlib import Path

import pytest

from bot.app.cli import main

ROOT = Path(__file__).parents[2]
FLOW = """schema: 1
flow: tea
version: 1
start: [/tea]
vars:
  kind: {type: choice, of: [green, black]}
steps:
  - ask: kind
  - when: kind == green
    then: bye
    else: bye
  - {id: bye, say: bye, end: completed}
"""
BLOCKS = {
    "title": "喝茶",
    "kind": "喝哪种？",
    "kind__green": "绿茶",
    "kind__black": "红茶",
    "bye": "慢慢喝。",
}
NOT_VOUCHED = (
    "templates/en: warning: nobody has said yet that these texts agree with zh "
    "— when they do: python -m bot flows translated"
)


class Desk:
    """A house of its own with one dialogue."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        (folder / "flows").mkdir()
        (folder / "config.yaml").write_text("home_tz: Asia/Shanghai\n", encoding="utf-8")
        self.write("flows/tea.yaml", FLOW)
        for language in ("zh", "en"):
            self.write(f"templates/{language}/tea.j2", sheet(BLOCKS))
            system = (ROOT / "templates" / language / "system.j2").read_text(encoding="utf-8")
            self.write(f"templates/{language}/system.j2", system)
            for shared in (ROOT / "templates" / language).glob("_*.j2"):
                self.write(f"templates/{language}/{shared.name}", shared.read_text(encoding="utf-8"))

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def flows(self, *command: str) -> tuple[int, list[str], list[str]]:
        status = main(["flows", *command])
        said = self._capsys.readouterr()
        return status, said.out.splitlines(), said.err.splitlines()


def sheet(blocks: dict[str, str]) -> str:
    return "\n".join(f"{{% block {name} %}}{words}{{% endblock %}}" for name, words in blocks.items())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.setenv("WARMLINE_CONFIG", str(tmp_path / "config.yaml"))
    return Desk(tmp_path, capsys)


# -- check ---------------------------------------------------------------------------------------


def test_warnings_are_told_and_keep_nobody_from_going_on(desk: Desk) -> None:
    assert desk.flows("check") == (0, ["ok: 1 flows, 2 languages"], [NOT_VOUCHED])
    assert desk.flows("check", "--strict") == (1, ["ok: 1 flows, 2 languages"], [NOT_VOUCHED])


def test_faults_of_flows_and_of_texts_that_cannot_be_read_come_together(desk: Desk) -> None:
    desk.write("flows/tea.yaml", FLOW + "  - {id: cup, end: dropped}\n")
    desk.write("templates/en/tea.j2", "{% block title %}")

    status, out, err = desk.flows("check")

    assert (status, out) == (1, [])
    assert [line.partition(": ")[0] for line in err] == [
        'flows/tea.yaml:13 step "cup"',
        "templates/en/tea.j2:1",
    ]


# -- translations --------------------------------------------------------------------------------


def test_translation_is_vouched_for_and_followed_from_then_on(desk: Desk) -> None:
    status, out, _ = desk.flows("translated")
    assert (status, out[-1]) == (0, f"{len(out) - 1} blocks newly vouched for")
    assert "en/tea.kind" in out
    assert desk.flows("check", "--strict") == (0, ["ok: 1 flows, 2 languages"], [])

    changed = BLOCKS | {"bye": "慢点喝。"}
    desk.write("templates/zh/tea.j2", sheet({"title": changed.pop("title"), **changed}))
    assert desk.flows("check")[2] == [
        'templates/en/tea.j2:5: warning: block "bye": zh has changed since it was translated '
        "— then: python -m bot flows translated tea"
    ]

    assert desk.flows("translated", "tea") == (0, ["en/tea.bye", "1 blocks newly vouched for"], [])
    assert desk.flows("translated", "tea") == (0, ["0 blocks newly vouched for"], [])
    assert desk.flows("check")[2] == []


def test_layout_and_the_translation_itself_may_change(desk: Desk) -> None:
    desk.flows("translated")
    desk.write("templates/zh/tea.j2", "\n\n" + sheet(BLOCKS).replace("%}喝", "%}\n喝"))
    desk.write("templates/en/tea.j2", sheet(BLOCKS | {"bye": "Take your time."}))

    assert desk.flows("check")[2] == []


def test_new_blocks_and_new_files_are_asked_about_once(desk: Desk) -> None:
    desk.flows("translated")
    more = sheet(BLOCKS | {"kind__label": "茶"})
    for language in ("zh", "en"):
        desk.write(f"templates/{language}/tea.j2", more)
        desk.write(
            f"templates/{language}/desk.j2", "{% block a %}好{% endblock %}{% block b %}好{% endblock %}"
        )

    assert desk.flows("check")[2] == [
        "templates/en/desk.j2: warning: nobody has said yet that it agrees with zh "
        "— then: python -m bot flows translated desk",
        "templates/en/tea.j2: warning: new, and not vouched for: kind__label "
        "— do they say what zh says? Then: python -m bot flows translated tea",
    ]


def test_vouching_for_one_file_leaves_the_others_as_they_were(desk: Desk) -> None:
    desk.flows("translated", "tea")
    marks = (desk.folder / "templates" / "en" / "translated.txt").read_text(encoding="utf-8")
    assert [line.split()[0] for line in marks.splitlines()[1:]] == sorted(f"tea.{name}" for name in BLOCKS)

    desk.flows("translated")
    desk.write("templates/zh/tea.j2", sheet(BLOCKS | {"bye": "慢点喝。"}))
    desk.flows("translated", "system")

    assert len(desk.flows("check")[2]) == 1


def test_blocks_of_one_language_alone_are_nobodys_translation(desk: Desk) -> None:
    desk.write("templates/zh/desk.j2", "{% block a %}好{% endblock %}{% block b %}好{% endblock %}")
    desk.write("templates/en/desk.j2", "{% block b %}B{% endblock %}{% block c %}C{% endblock %}")
    out = desk.flows("translated", "desk")[1]
    assert out[:-1] == ["en/desk.b"]

    desk.flows("translated")
    assert [line.split('"')[1] for line in desk.flows("check")[2]] == ["c", "a"]


def test_a_line_two_people_wrote_at_once_counts_as_not_there(desk: Desk) -> None:
    desk.flows("translated")
    path = desk.folder / "templates" / "en" / "translated.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("tea.bye ", "<<<<<<< tea.bye "), encoding="utf-8")

    (line,) = desk.flows("check")[2]
    assert "new, and not vouched for: bye —" in line


def test_only_files_there_are_can_be_vouched_for(desk: Desk) -> None:
    assert desk.flows("translated", "te") == (1, [], ['there is no text file "te" — did you mean "tea"?'])
    desk.write("templates/en/tea.j2", "{% block title %}")
    assert desk.flows("translated")[0] == 1


# -- prove and graph -----------------------------------------------------------------------------


def test_proof_tells_how_much_was_played(desk: Desk) -> None:
    status, out, err = desk.flows("prove")

    assert (status, err) == (0, [])
    (line,) = out
    assert line.startswith("tea: 2 situations, ")


def test_proof_that_fails_shows_the_shortest_ways(desk: Desk) -> None:
    desk.write("flows/tea.yaml", FLOW.replace("say: bye, end: completed", "end: completed"))
    status, out, err = desk.flows("prove", "tea")
    assert (status, out, len(err)) == (1, [], 3)
    assert err[1:] == [
        'flows/tea.yaml: "tea" at question "kind": the person does something and hears not a word',
        "    start tea · press kind=green",
    ]


def test_proof_that_fails_in_many_places_shows_the_first_few(desk: Desk) -> None:
    kinds = {f"kind__k{number}": f"{number} years old" for number in range(7)}
    steps = "".join(
        f"  - {{id: q{n}, ask: kind, block: q{n}}}\n  - {{when: kind == k{n}, then: over, else: q{n + 1}}}\n"
        for n in range(7)
    )
    of = ", ".join(kinds).replace("kind__", "")
    head = FLOW.partition("steps:")[0].replace("green, black", of)
    desk.write(
        "flows/tea.yaml", f"{head}steps:\n{steps}  - {{id: q7, say: bye}}\n  - {{id: over, end: completed}}\n"
    )
    for language in ("zh", "en"):
        blocks = BLOCKS | kinds | {f"q{number}": "喝哪种？" for number in range(7)}
        desk.write(f"templates/{language}/tea.j2", sheet(blocks))

    err = desk.flows("prove")[2]

    assert (len(err), err[-1]) == (12, "flows/tea.yaml: and 2 more")


def test_flow_is_drawn(desk: Desk) -> None:
    status, out, _ = desk.flows("graph", "tea")

    assert (status, out[0], out[1]) == (0, "flowchart TD", '  s0[/"ask kind"/]')


@pytest.mark.parametrize("command", ["prove", "graph"])
def test_flow_there_is_not_is_guessed(desk: Desk, command: str) -> None:
    assert desk.flows(command, "tee") == (1, [], ['there is no flow "tee" — did you mean "tea"?'])
    assert desk.flows(command, "system") == (1, [], ['there is no flow "system"'])


@pytest.mark.parametrize("command", ["prove", "graph"])
def test_dialogues_with_faults_are_neither_proven_nor_drawn(desk: Desk, command: str) -> None:
    desk.write("flows/tea.yaml", "schema: 1\n")

    status, out, err = desk.flows(command, "tea")

    assert (status, out) == (1, [])
    assert err[0].startswith("flows/tea.yaml:1: ")


# -- the chapter for authors ---------------------------------------------------------------------


def test_chapter_for_authors_is_true_to_the_letter(desk: Desk) -> None:
    chapter = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Write your own flow")[2]
    pieces = re.findall(r"```(\w*)\n(.*?)```", chapter, re.S)
    flow, *_ = (text for kind, text in pieces if kind == "yaml")
    missing = next(text for kind, text in pieces if not kind and "there is no" in text)
    wrong = next(text for kind, text in pieces if not kind and "hears not a word" in text)
    for language in ("zh", "en"):
        (desk.folder / "templates" / language / "tea.j2").unlink()

    desk.write("flows/tea.yaml", flow)
    assert desk.flows("check")[2][:-1] == missing.splitlines()

    for language, text in zip(("zh", "en"), (text for kind, text in pieces if kind == "jinja"), strict=True):
        desk.write(f"templates/{language}/tea.j2", text)
    desk.flows("translated")
    assert desk.flows("check", "--strict") == (0, ["ok: 1 flows, 2 languages"], [])
    assert desk.flows("prove", "tea")[0] == 0

    desk.write("flows/tea.yaml", flow.replace("say: bye, end", "end"))
    assert desk.flows("prove", "tea")[2][1:] == wrong.splitlines()
