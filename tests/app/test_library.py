from pathlib import Path

import pytest
from jinja2 import Environment, Template

from bot.app.actions import ACTIONS
from bot.app.library import Library, LibraryFault, load, survey
from bot.app.manuscript import parse
from bot.channel.templates import Texts
from bot.domain.flow.source import Items, Scalar, Table

ROOT = Path(__file__).parents[2]

SPECS = {name: spec for name, (spec, _) in ACTIONS.items()}

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
    "mood__label": "心情",
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
    return load(ROOT / "flows", Texts(ROOT / "templates"), SPECS)


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
        ("找人说说话", "talk"),
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


@pytest.mark.parametrize(
    "text", ["", "/", "/nope", "我想聊聊工作", "2", "挺好", "中文", "😊", "!!", "找人聊聊"]
)
def test_anything_else_starts_nothing(ours: Library, text: str) -> None:
    assert ours.find_start(text) is None


def test_no_button_and_no_number_leads_into_another_dialogue(ours: Library) -> None:
    captions = {
        caption
        for flow in ours.flows.values()
        for var in flow.vars.values()
        for names in var.captions.values()
        for caption in names
    } | {"🙋 找人聊聊", "找人聊聊", "Talk to a person"}
    assert len(captions) > 30

    for text in (*captions, "1", "２", "三", "第二个", "选3", "12", "no. 4"):
        assert ours.routes.find(text).flow is None, text
        assert ours.find_start(text) is None, text


def test_every_start_word_is_found_by_the_routes_too(ours: Library) -> None:
    words = [
        (word, flow.name) for flow in ours.flows.values() for word in flow.start if not word.startswith("/")
    ]
    assert len(words) > 25

    assert [word for word, flow in words if ours.routes.find(word).flow != flow] == []


def test_only_what_has_a_way_in_of_its_own_can_be_started_by_people(ours: Library) -> None:
    assert ours.startable("talk")
    assert not any(ours.startable(name) for name in ("consent", "system", "nothing"))


def test_a_flow_whose_name_does_not_fit_a_button_is_refused(desk: Desk) -> None:
    desk.flows["chat"] = FLOW.replace("flow: chat", "flow: chat_with_somebody_about_it")

    assert any("does not fit a button" in message for message in desk.faults())


def test_texts_that_are_still_to_be_written_are_listed_once(desk: Desk) -> None:
    desk.load()
    (desk.folder / "templates" / "en" / "chat.j2").unlink()

    found = survey(desk.folder / "flows", Texts(desk.folder / "templates"), {})

    assert found.faults == (
        "flows/chat.yaml:1: there is no templates/en/chat.j2 yet — it needs the blocks "
        "title, mood, once_more, mood__good, mood__low, bye",
    )


# -- everything in one run -----------------------------------------------------------------------


def test_faults_of_every_kind_come_in_one_run(desk: Desk) -> None:
    desk.flows["chat"] = FLOW + "  - {id: on, say: bye, goto: on}\n"
    desk.flows["calls"] = FLOW.replace("flow: chat", "flow: calls").replace("say: bye", "call: chatt")
    desk.flows["worse"] = FLOW.replace("flow: chat", "flow: worse").replace("ask: mood", "ask: moood")
    desk.blocks["en"] |= {"mood__low": "算了", "bye": "{{ name }}"}

    assert [message.replace("flows/", "") for message in desk.faults()] == [
        'worse.yaml:8 step "moood": variable "moood" not declared — did you mean "mood"?',
        'calls.yaml:10 step "bye": there is no flow "chatt" to call — did you mean "chat"?',
        'templates/en/calls.j2:5: block "bye" uses "name", which is no variable of "calls"',
        'chat.yaml:11 step "on": nothing leads here: lead to it, or take it out',
        'templates/en/chat.j2:5: block "bye" uses "name", which is no variable of "chat"',
        'chat.yaml:1: start word "/chat" already starts "calls"',
        'chat.yaml:1: start word "闲聊" already starts "calls"',
        'calls.yaml:6: caption "算了" of "mood" leaves the dialogue when somebody types it',
        'chat.yaml:6: caption "算了" of "mood" leaves the dialogue when somebody types it',
    ]


def test_a_broken_file_makes_no_faults_elsewhere(desk: Desk) -> None:
    calling = FLOW.replace("say: bye", "call: chat")
    desk.flows["chat"] = FLOW.replace("ask: mood", "ask: moood")
    desk.flows["one"] = calling.replace("flow: chat", "flow: one").replace("/chat, 闲聊", "/one")
    desk.flows["two"] = (
        calling.replace("flow: chat", "flow: two")
        .replace("/chat, 闲聊", "/two")
        .replace("call: chat", "call: bad")
    )
    desk.flows["bad"] = "flow: [\n"

    assert [message.partition(":")[0] for message in desk.faults()] == ["flows/bad.yaml", "flows/chat.yaml"]


def warned(desk: Desk) -> tuple[str, ...]:
    desk.load()
    found = survey(desk.folder / "flows", Texts(desk.folder / "templates"), {})

    assert found.faults == ()
    return found.warnings


def test_blocks_nobody_shows_are_warned_of(desk: Desk) -> None:
    desk.blocks["zh"]["by"] = "再见"
    desk.blocks["en"]["mood__gone"] = "gone"

    assert warned(desk) == (
        'templates/zh/chat.j2:8: warning: block "by" is not shown by any step',
        'templates/en/chat.j2:8: warning: block "mood__gone" is not shown by any step',
    )


def test_close_block_that_lacks_is_guessed(desk: Desk) -> None:
    desk.blocks["en"]["bey"] = desk.blocks["en"].pop("bye")
    desk.blocks["zh"]["bey"] = "再见"

    with pytest.raises(LibraryFault):
        desk.load()
    found = survey(desk.folder / "flows", Texts(desk.folder / "templates"), {})
    assert found.library is None
    assert (
        'templates/en/chat.j2:7: warning: block "bey" is not shown by any step — did you mean "bye"?'
        in found.warnings
    )


def test_texts_of_no_flow_are_held_against_the_default_language(desk: Desk) -> None:
    desk.load()
    for language, text in (
        ("zh", "{% block a %}甲{% endblock %}{% block b %}乙{% endblock %}"),
        ("en", "{% block b %}B{% endblock %}\n{% block c %}C{% endblock %}"),
    ):
        (desk.folder / "templates" / language / "desk.j2").write_text(text, encoding="utf-8")
    macro = "{% macro person() %}x{% endmacro %}"
    (desk.folder / "templates" / "en" / "_tone.j2").write_text(macro, encoding="utf-8")
    found = survey(desk.folder / "flows", Texts(desk.folder / "templates"), {})

    assert found.warnings == (
        'templates/en/desk.j2:2: warning: block "c" does not exist in the default language (zh)',
        'templates/en/desk.j2: warning: no block "a", the default language has it',
        'templates/en/_tone.j2: warning: "person" is not a macro of every language',
    )


def test_words_that_stand_on_the_button_to_a_person_are_warned_of(desk: Desk) -> None:
    desk.flows["chat"] = FLOW.replace("闲聊]", "找人聊聊]")
    desk.blocks["en"]["mood__low"] = "Talk to a person"

    assert warned(desk) == (
        'flows/chat.yaml:1: warning: start word "找人聊聊" is what the button to a person says, '
        "and that comes first",
        'flows/chat.yaml:6: warning: caption "Talk to a person" of "mood" is what the button to a person says, '
        "and that comes first",
    )


@pytest.mark.parametrize(("good", "fine"), [("2", False), ("第二个", False), ("1", True), ("3", True)])
def test_caption_that_is_the_number_of_another_choice_is_refused(desk: Desk, good: str, fine: bool) -> None:
    desk.blocks["en"]["mood__good"] = good

    if fine:
        assert desk.load().flows["chat"].vars["mood"].captions["good"] == ("好", good)
    else:
        assert desk.faults() == (
            f'flows/chat.yaml:6: caption "{good}" of "mood" is also the number of another choice',
        )


def test_flows_are_looked_at_though_no_text_can_be_read(desk: Desk) -> None:
    desk.load()
    (desk.folder / "flows" / "lone.yaml").write_text(
        FLOW.replace("flow: chat", "flow: lone").replace("start: [/chat, 闲聊]", "")
        + "  - {id: x, end: y}\n",
        encoding="utf-8",
    )

    found = survey(desk.folder / "flows", None, {})

    assert found.faults == ('flows/lone.yaml:11 step "x": nothing leads here: lead to it, or take it out',)
    assert found.warnings == (
        'flows/lone.yaml:1: warning: nobody can start "lone": it has no start words, and no flow calls it',
    )
    assert found.library is None


def test_every_file_is_read_once_for_fifty_flows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        desk.flows[f"chat{number}"] = FLOW.replace("flow: chat", f"flow: chat{number}").replace(
            "start: [/chat, 闲聊]", f"start: [/chat{number}]"
        )
    parsed: list[str] = []
    monkeypatch.setattr(
        "bot.app.library.parse", lambda text, source: parsed.append(source) or parse(text, source)
    )
    read = Environment.parse
    monkeypatch.setattr(
        Environment, "parse", lambda self, *args, **more: parsed.append("j2") or read(self, *args, **more)
    )
    monkeypatch.setattr(
        Template, "from_code", lambda *_: pytest.fail("a check makes no template ready to be shown")
    )

    desk.load()

    assert (len(parsed), parsed.count("j2")) == (51 + 104, 104)


def test_our_dialogues_give_no_cause_for_warnings() -> None:
    found = survey(ROOT / "flows", Texts(ROOT / "templates"), SPECS)

    assert (found.faults, found.warnings) == ((), ())


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
