from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from bot.channel.templates import Texts, TextsFault

ROOT = Path(__file__).parents[2]


def written(folder: Path, **files: str) -> Path:
    """`zh__talk="…"` becomes templates/zh/talk.j2."""
    for name, text in files.items():
        language, _, file = name.partition("__")
        path = folder / "templates" / language / f"{file}.j2"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "templates"


def test_block_is_rendered_with_values_escaped_and_ends_stripped(tmp_path: Path) -> None:
    texts = Texts(written(tmp_path, zh__talk="{% block hello %}\n您好，<b>{{ name }}</b>\n{% endblock %}"))

    assert texts.render("zh", "talk", "hello", {"name": "<刘&陈>"}) == "您好，<b>&lt;刘&amp;陈&gt;</b>"


def test_lines_of_logic_leave_no_empty_lines(tmp_path: Path) -> None:
    source = "{% block list %}\n{% for n in numbers %}\n  {{ n }}\n{% endfor %}\n好\n{% endblock %}"
    texts = Texts(written(tmp_path, zh__sos=source))

    assert texts.render("zh", "sos", "list", {"numbers": [110, 120]}) == "110\n  120\n好"


def test_caption_is_plain_and_never_escaped(tmp_path: Path) -> None:
    texts = Texts(written(tmp_path, zh__talk="{% block a %} 吃喝 & 拉撒 {% endblock %}"))

    assert texts.caption("zh", "talk", "a") == "吃喝 & 拉撒"


def test_caption_with_logic_is_refused(tmp_path: Path) -> None:
    texts = Texts(written(tmp_path, zh__talk="{% block a %}{{ name }}{% endblock %}"))

    assert not texts.is_plain("zh", "talk", "a")
    with pytest.raises(TextsFault, match="must be plain words"):
        texts.caption("zh", "talk", "a")


def test_unknown_language_and_missing_block_fall_back_to_chinese(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        zh__talk="{% block a %}好{% endblock %}{% block b %}行{% endblock %}",
        en__talk="{% block a %}Good{% endblock %}",
    )
    texts = Texts(folder)

    assert texts.languages == ("zh", "en")
    assert texts.render("en", "talk", "a", {}) == "Good"
    assert texts.render("fr", "talk", "a", {}) == "好"
    assert texts.render("en", "talk", "b", {}) == "行"


def test_what_a_language_really_has_is_told_without_fallback(tmp_path: Path) -> None:
    folder = written(
        tmp_path, zh__talk="{% block a %}好{% endblock %}", en__menu="{% block m %}M{% endblock %}"
    )
    texts = Texts(folder)

    assert texts.has("zh", "talk", "a")
    assert not texts.has("en", "talk", "a")
    assert texts.blocks("zh", "talk") == {"a"}
    assert texts.blocks("en", "talk") == frozenset()
    assert texts.files("en") == {"menu"}


def test_title_of_another_file_can_be_quoted(tmp_path: Path) -> None:
    texts = Texts(
        written(
            tmp_path,
            zh__system="{% block resume %}刚才「{{ title(flow) }}」{% endblock %}",
            zh__talk="{% block title %}聊天{% endblock %}",
        )
    )

    assert texts.render("zh", "system", "resume", {"flow": "talk"}) == "刚才「聊天」"


def test_missing_block_is_named(tmp_path: Path) -> None:
    texts = Texts(written(tmp_path, zh__talk="{% block a %}好{% endblock %}"))

    with pytest.raises(TextsFault, match=r'templates/zh/talk\.j2: there is no block "nope"'):
        texts.render("zh", "talk", "nope", {})


def test_missing_value_names_file_and_line_but_no_value(tmp_path: Path) -> None:
    source = "{% block a %}\n您好\n{{ secret.name }}\n{{ nobody }}\n{% endblock %}"
    texts = Texts(written(tmp_path, zh__talk=source))

    with pytest.raises(TextsFault) as fault:
        texts.render("zh", "talk", "a", {"secret": {"name": "我难受"}})

    assert str(fault.value) == 'templates/zh/talk.j2:4: block "a": UndefinedError'


def test_every_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        zh__a="{% block a %}\n{% if x %}\n{% endblock %}",
        zh__b="{% block b %}好{% endblock %}\n{% block b %}好{% endblock %}",
        zh__d="{% block d %}\n{{ x | nofilter }}\n{% endblock %}",
    )
    (folder / "zh" / "c.j2").write_bytes("{% block c %}好{% endblock %}".encode("gb18030"))

    with pytest.raises(TextsFault) as fault:
        Texts(folder)

    places = [message.split(" ")[0] for message in fault.value.messages]
    assert places == [
        "templates/zh/a.j2:3:",
        "templates/zh/b.j2:2:",
        "templates/zh/c.j2:1:",
        "templates/zh/d.j2:2:",
    ]


def test_folder_without_chinese_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextsFault, match="default language"):
        Texts(written(tmp_path, en__talk="{% block a %}A{% endblock %}"))


def test_our_own_texts_can_be_read() -> None:
    texts = Texts(ROOT / "templates")

    assert texts.languages == ("zh", "en")
    assert texts.blocks("zh", "system") == texts.blocks("en", "system")


TONE = "{% macro person(name) %}<i>{{ name }}</i>，{{ title('talk') }}{% endmacro %}"


def test_words_of_a_language_are_shared_through_macros(tmp_path: Path) -> None:
    talk = "{% block title %}说几句{% endblock %}{% block a %}\n{{ tone.person(who) }}。\n{% endblock %}"
    texts = Texts(
        written(
            tmp_path,
            zh___tone=TONE,
            zh__talk=talk,
            en__talk=talk,
            en___tone=TONE.replace("person(name)", "person(name, x='')"),
        )
    )

    assert texts.render("zh", "talk", "a", {"who": "<刘>"}) == "<i>&lt;刘&gt;</i>，说几句。"
    assert texts.files("zh") == {"talk"}
    assert texts.shared("zh") == texts.shared("en") == {"tone.person"}
    assert texts.shared("fr") == frozenset()


def test_missing_value_in_a_shared_macro_names_the_line_that_called_it(tmp_path: Path) -> None:
    texts = Texts(
        written(tmp_path, zh___tone=TONE, zh__talk="{% block a %}\n\n{{ tone.person(nobody) }}{% endblock %}")
    )

    with pytest.raises(TextsFault, match=r'^templates/zh/talk\.j2:3: block "a": UndefinedError$'):
        texts.render("zh", "talk", "a", {})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ tone.preson() }}", 'templates/zh/talk.j2:2: _tone.j2 of this language has no macro "preson"'),
        (
            '{% include "zh/_tone.j2" %}',
            "templates/zh/talk.j2:2: files share words through the macros of a file _name.j2: {{ name.macro() }}",
        ),
    ],
)
def test_what_would_only_fail_while_somebody_is_spoken_to_is_refused(
    tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(TextsFault) as refused:
        Texts(written(tmp_path, zh___tone=TONE, zh__talk=f"{{% block a %}}\n{text}{{% endblock %}}"))

    assert refused.value.messages == (fault,)


@pytest.mark.parametrize(
    ("text", "names", "bare"),
    [
        ("好", "", ""),
        ("{{ a }}{{ a.b }}{{ range(2) }}{{ title('x') }}{{ tone.person(c) }}", "a c", "a c"),
        ("{% for n in numbers %}{{ n.name }}{{ loop.index }}{% endfor %}", "numbers", "numbers"),
        ("{% if a %}{{ a }}{{ b }}{% elif c %}{{ c }}{% else %}{{ d }}{% endif %}", "a b c d", "b d"),
        ("{% if not a or b %}{{ a }}{% endif %}", "a b", ""),
        ("{% if a in ('x', 'y') or a == 'z' or b != a %}好{% endif %}", "a b", ""),
        ("{% if a is none and b.c %}好{% endif %}", "a b", "b"),
        ("{% if a and a > 3 %}{{ a }}{% endif %}{% if b > c %}好{% endif %}", "a b c", "b c"),
        ("{% if 'x' in a %}好{% endif %}", "a", "a"),
        ("{{ a or 'x' }}{{ b and b.c }}{{ c if c else d }}", "a b c d", "d"),
        ("{{ a | default('x') }}{{ b | length }}{{ c == d }}{{ not e }}{{ f is none }}", "a b c d e f", "b"),
        ("{% set x = a %}{{ x }}", "a", "a"),
        ("{# {{ a }} #}好", "", ""),
    ],
)
def test_values_a_block_uses_and_those_it_takes_for_granted(
    tmp_path: Path, text: str, names: str, bare: str
) -> None:
    texts = Texts(written(tmp_path, zh___tone=TONE, zh__talk=f"\n{{% block a %}}{text}{{% endblock %}}"))

    block = texts.described("zh", "talk")["a"]

    assert (block.source, block.line) == ("templates/zh/talk.j2", 2)
    assert block.names == set(names.split())
    assert block.bare == set(bare.split())


def test_mark_of_a_block_follows_its_words_alone(tmp_path: Path) -> None:
    def mark(name: str, text: str) -> str:
        return Texts(written(tmp_path / name, zh__talk=text)).described("zh", "talk")["a"].mark

    plain = mark("plain", "{% block a %}好 的{% endblock %}")

    assert mark("laid_out", "\n{# x #}{% block a -%}\n好\n的{# y #}\n{%- endblock %}\n") == plain
    assert mark("else", "{% block b %}好 的{% endblock %}{% block a %}好 吧{% endblock %}") != plain


def test_nothing_is_described_in_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert Texts(written(tmp_path, zh__talk="")).described("zh", "nope") == {}


@pytest.mark.parametrize(
    ("text", "reading", "speaking"),
    [
        ("好", 0, 0),
        ("{% if a %}{{ a }}{% endif %}", 0, 1),
        ("{{ a | length }}{{ a is none }}", 0, 1),
        ("{% for b in a %}{{ b }}{% endfor %}", 1, 1),
    ],
)
def test_a_file_is_made_into_python_when_it_speaks_and_before_only_what_may_be_wrong_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, reading: int, speaking: int
) -> None:
    count: list[str] = []
    translate = Environment.compile

    def counted(self: Environment, *args: Any, **more: Any) -> Any:
        count.append("made")
        return translate(self, *args, **more)

    monkeypatch.setattr(Environment, "compile", counted)

    texts = Texts(written(tmp_path, zh__talk=f"{{% block a %}}{text}{{% endblock %}}"))
    read = len(count)
    for _ in range(2):
        texts.render("zh", "talk", "a", {"a": "x"})

    assert (read, len(count) - read) == (reading, speaking)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{ a is nothing }}", "No test named 'nothing'."),
        ("{% if a %}{{ a | nofilter }}{% endif %}", "No filter named 'nofilter'."),
        ("{% filter nofilter %}好{% endfilter %}", "No filter named 'nofilter'."),
        ("{% for loop in a %}好{% endfor %}", "Can't assign to special loop variable in for-loop target"),
        ("{% macro m(caller) %}{{ caller() }}{% endmacro %}", "must be omitted or be given a default"),
    ],
)
def test_what_shows_only_when_python_is_made_of_it_is_found_at_once(
    tmp_path: Path, text: str, fault: str
) -> None:
    with pytest.raises(TextsFault) as refused:
        Texts(written(tmp_path, zh__talk=f"{{% block a %}}\n{text}{{% endblock %}}"))

    assert refused.value.messages[0].startswith("templates/zh/talk.j2:2: ")
    assert fault in refused.value.messages[0]


def test_texts_that_have_been_checked_speak_and_can_be_looked_into_all_the_same(tmp_path: Path) -> None:
    texts = Texts(written(tmp_path, zh__talk="{% block a %}{{ name }}，好{% endblock %}"))
    before = texts.described("zh", "talk")

    texts.checked()

    assert texts.render("zh", "talk", "a", {"name": "刘"}) == "刘，好"
    assert texts.described("zh", "talk") == before


def test_two_blocks_of_one_name_are_found_at_once(tmp_path: Path) -> None:
    twice = "{% block a %}x{% endblock %}" * 2

    with pytest.raises(TextsFault, match="defined twice"):
        Texts(written(tmp_path, zh__talk=twice))
