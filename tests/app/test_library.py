from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import actions
from bot.app.library import Library, LibraryFault, load
from bot.app.manuscript import parse
from bot.channel.templates import Texts
from bot.domain.flow.source import Items, Scalar, Table

ROOT = Path(__file__).parents[2]

ACTIONS = {name: replace(spec, failures=("unavailable",)) for name, (spec, _) in actions.ACTIONS.items()}

FLOW = """schema: 1
flow: chat
version: 1
start: [/chat, 闲聊]
vars:
  mood: {type: choice, of: [good, low]}
steps:
  - ask: mood
    retry: {max: 1, then: bye, say: once_more}
  - {id: bye, say: bye, end: done}
"""
BLOCKS = {
    "title": "闲聊",
    "mood": "怎么样？",
    "mood__good": "好",
    "mood__low": "不好",
    "bye": "再见",
    "once_more": "再来",
}


class Desk:
    """A folder of flows and texts in which a test changes one thing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.flows = {"chat": FLOW}
        self.blocks = {"zh": dict(BLOCKS), "en": dict(BLOCKS)}

    def load(self) -> Library:
        (self.folder / "flows").mkdir()
        for name, text in self.flows.items():
            (self.folder / "flows" / f"{name}.yaml").write_text(text, encoding="utf-8")
        for language, blocks in self.blocks.items():
            folder = self.folder / "templates" / language
            folder.mkdir(parents=True)
            system = (ROOT / "templates" / language / "system.j2").read_text(encoding="utf-8")
            (folder / "system.j2").write_text(system, encoding="utf-8")
            text = "\n".join(f"{{% block {name} %}}{words}{{% endblock %}}" for name, words in blocks.items())
            for flow in self.flows:
                (folder / f"{flow}.j2").write_text(text, encoding="utf-8")
        return load(self.folder / "flows", Texts(self.folder / "templates"), {})

    def faults(self) -> tuple[str, ...]:
        with pytest.raises(LibraryFault) as fault:
            self.load()
        return fault.value.messages


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def ours() -> Library:
    return load(ROOT / "flows", Texts(ROOT / "templates"), ACTIONS)


def test_flows_come_with_the_captions_of_every_language(desk: Desk) -> None:
    desk.blocks["en"]["mood__low"] = "low-ish"

    library = desk.load()

    assert library.flows["chat"].vars["mood"].captions == {"good": ("好", "好"), "low": ("不好", "low-ish")}
    assert set(library.flows["system"].vars["resume"].captions) == {"go_on", "leave"}


def test_block_missing_in_one_language_is_named(desk: Desk) -> None:
    del desk.blocks["en"]["mood__low"], desk.blocks["en"]["bye"], desk.blocks["zh"]["once_more"]
    del desk.blocks["zh"]["title"]

    assert desk.faults() == (
        'flows/chat.yaml:1: templates/zh/chat.j2 needs a block "title" of plain words',
        'flows/chat.yaml:8 step "mood": templates/zh/chat.j2 has no block "once_more"',
        'flows/chat.yaml:8 step "mood": templates/en/chat.j2 has no block "mood__low"',
        'flows/chat.yaml:10 step "bye": templates/en/chat.j2 has no block "bye"',
    )


@pytest.mark.parametrize(
    ("caption", "why"),
    [
        ("{{ mood }}", "is a caption and must be plain words"),
        ("好" * 41, "must be one line of 1 to 40 characters without markup"),
        ("<b>好的</b>", "must be one line of 1 to 40 characters without markup"),
        ("", "must be one line of 1 to 40 characters without markup"),
        ("不 好。", 'blocks "mood__good" and "mood__low" read the same'),
    ],
)
def test_caption_that_does_not_fit_a_button_is_refused(desk: Desk, caption: str, why: str) -> None:
    desk.blocks["zh"]["mood__good"] = caption

    (message,) = desk.faults()

    assert message.startswith('flows/chat.yaml:8 step "mood": templates/zh/chat.j2 block')
    assert message.endswith(why)


def test_caption_meaning_another_choice_elsewhere_is_refused(desk: Desk) -> None:
    desk.blocks["en"] |= {"mood__good": "不好", "mood__low": "bad"}

    assert desk.faults() == (
        'flows/chat.yaml:6: choices "good" and "low" of "mood" have a caption or name in common',
    )


def test_start_word_of_two_flows_is_refused(desk: Desk) -> None:
    desk.flows["other"] = FLOW.replace("flow: chat", "flow: other").replace("闲聊", "閒 聊")

    assert desk.faults() == (
        'flows/other.yaml:1: start word "/chat" already starts "chat"',
        'flows/other.yaml:1: start word "閒 聊" already starts "chat"',
    )


def test_start_word_that_means_leaving_is_refused(desk: Desk) -> None:
    desk.flows["chat"] = FLOW.replace("闲聊", "算了")

    assert desk.faults() == ('flows/chat.yaml:1: start word "算了" already starts "cancel"',)


def test_shared_texts_must_be_complete_in_every_language(desk: Desk) -> None:
    desk.load()
    path = desk.folder / "templates" / "en" / "system.j2"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("block stale", "block stle").replace("block human", "block hmn"), encoding="utf-8"
    )

    with pytest.raises(LibraryFault) as fault:
        load(desk.folder / "flows", Texts(desk.folder / "templates"), {})

    assert fault.value.messages == (
        'templates/en/system.j2: no block "stale"',
        'templates/en/system.j2: the caption "human" is missing or not plain words',
    )


def test_two_files_of_one_flow_are_refused(desk: Desk) -> None:
    desk.flows["copy"] = FLOW.replace("start: [/chat, 闲聊]", "")

    assert desk.faults() == ('flows/copy.yaml:1: flow "chat" is already in flows/chat.yaml',)


def test_start_word_that_is_a_caption_or_a_number_is_refused(desk: Desk) -> None:
    desk.flows["chat"] = FLOW.replace("闲聊]", "不好, 第二个, 接着来]")

    assert desk.faults() == (
        'flows/chat.yaml:1: start word "不好" is also a button of "chat.mood"',
        'flows/chat.yaml:1: start word "第二个" is a number, and numbers answer questions',
        'flows/chat.yaml:1: start word "接着来" is also a button of "system.resume"',
    )


def test_faults_of_all_files_come_together(desk: Desk) -> None:
    desk.flows["chat"] = FLOW.replace("ask: mood", "ask: moood")
    desk.flows["worse"] = "schema: 1\nflow: [\n"
    desk.flows["empty"] = "# nothing yet\n"

    messages = desk.faults()

    assert [message.split(" ")[0] for message in messages] == [
        "flows/chat.yaml:8",
        "flows/empty.yaml:1:",
        "flows/worse.yaml:3:",
    ]


def test_file_that_is_not_utf8_is_named(desk: Desk) -> None:
    desk.load()
    (desk.folder / "flows" / "odd.yaml").write_bytes("flow: 聊".encode("gb18030"))

    with pytest.raises(LibraryFault, match=r"flows/odd\.yaml:1: the file is not UTF-8"):
        load(desk.folder / "flows", Texts(desk.folder / "templates"), {})


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("/talk", "talk"),
        ("/talk@WarmlineBot", "talk"),
        ("/TALK now", "talk"),
        ("/ talk", "talk"),
        ("/start abc123", "start"),
        ("想聊聊", "talk"),
        (" 想聊聊。", "talk"),
        ("想 聊聊！", "talk"),
        ("心理熱線", "talk"),
        ("找人聊聊", "talk"),
        ("I want to talk.", "talk"),
        ("ＳＯＳ", "sos"),
        ("緊急", "sos"),
        ("菜單", "menu"),
        ("換語言", "language"),
        ("您好！", "start"),
        ("/cancel", "cancel"),
        ("算了", "cancel"),
        ("Never mind!", "cancel"),
    ],
)
def test_start_words_are_found_however_they_are_written(ours: Library, text: str, flow: str) -> None:
    assert ours.find_start(text) == flow


@pytest.mark.parametrize("text", ["", "/", "/nope", "我想聊聊工作", "2", "挺好", "中文", "😊", "!!"])
def test_anything_else_starts_nothing(ours: Library, text: str) -> None:
    assert ours.find_start(text) is None


def test_yes_no_on_and_off_stay_words() -> None:
    table, faults = parse(
        "a: yes\nb: off\nc: true\nd: 'true'\ne: 1:30\nf: 007\ng: 12\nh: 1.5\ni: 2026-11-23\nj:", "x"
    )

    assert faults == ()
    assert table is not None
    values = {key: node.value for key, node in table.entries.items() if isinstance(node, Scalar)}
    assert values == {
        "a": "yes", "b": "off", "c": True, "d": "true", "e": "1:30",
        "f": "007", "g": 12, "h": 1.5, "i": "2026-11-23", "j": None,
    }  # fmt: skip


def test_every_value_knows_its_line() -> None:
    table, _ = parse("a:\n  - b\n  - c: d\n", "x")

    assert table == Table(
        1, {"a": Items(2, (Scalar(2, "b"), Table(3, {"c": Scalar(3, "d")}, {"c": 3})))}, {"a": 1}
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", 'x:3: "a" stands here twice, first in line 1'),
        ("a: &here 1\n", "x:1: anchors (&…) are not used here"),
        ("a: 1\nb: *a\n", None),
        ("a: !!python/name:os.system x\n", "x:1: tags (!…) are not used here"),
        ("? [a]\n: b\n", "x:1: a key is one plain word"),
        ("- a\n", "x:1: a flow needs keys and values"),
        ("", "x:1: the file is empty"),
        ("a: 1\n---\nb: 2\n", "x:2: one file holds one flow: a second document begins here"),
        ("a: " + "[" * 40 + "]" * 40, "x:1: nested too deeply"),
        ("a: \x00", None),
        ("a: 'b\n", None),
        ("\ta: b\n", None),
    ],
)
def test_what_strict_yaml_leaves_out_is_refused(text: str, expected: str | None) -> None:
    table, faults = parse(text, "x")

    assert table is None
    assert faults
    assert expected is None or str(faults[0]) == expected


def test_alias_is_refused_before_it_can_grow() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + chr(ord(name) - 1)] * 9)}]" for name in "bcdefghi"]

    table, faults = parse("\n".join(lines), "x")

    assert table is None
    assert len(faults) == 9 + 8 * 9
