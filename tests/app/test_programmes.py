"""Programmes of care as the shipped files have them, and what is told of one that does not fit the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app import authoring, routines
from bot.app.cli import main
from bot.app.library import Survey
from bot.app.places import countries
from bot.app.programmes import NOBODY_ASKED, TAKEN, programme_faults, read_programmes
from bot.domain.care.cadence import Every
from bot.domain.care.choosing import takes_part
from bot.domain.care.facts import ANCHORS, GREETED, Facts, Festival, Happening, Household, LifeEvent, Risk
from bot.domain.care.knowing import Alert, Place, Standing, Subject
from bot.domain.care.model import ALERT, Calamity, Deed, variables
from bot.domain.flow.conditions import Compare, Word, comparisons
from bot.domain.people import Grant, Person, Role
from bot.domain.triage import Colour
from tests.street import NOON, shipped_books

TEXTS, LIBRARY = shipped_books()
SHIPPED = LIBRARY.programmes
STARTABLE = {name: bool(flow.start) for name, flow in LIBRARY.flows.items()}
TIP = """schema: 1
programme: {name}
who: roles contains employee
cadence: daily
do: send
"""


def told(folder: Path, **files: str) -> list[str]:
    (folder / "flows" / "programmes").mkdir(parents=True)
    for name, text in files.items():
        (folder / "flows" / "programmes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    found, faults = read_programmes(folder / "flows")
    return [*faults, *programme_faults(found, STARTABLE, TEXTS)]


# -- what is shipped -----------------------------------------------------------------------------


def test_the_shipped_calendar_has_every_routine() -> None:
    assert set(SHIPPED) == {path.stem for path in Path("flows/programmes").glob("*.yaml")}
    assert set(SHIPPED) >= {
        "weekly_tip", "home_visit", "follow_up", "pairing", "before_departure", "settling_in", "welcome_home",
        "checkin", "sensitive_time", "birthday", "festival", "health_check", "roll_call",
    }  # fmt: skip
    assert {one.cadence.every for one in SHIPPED.values()} >= set(Every) - {Every.QUARTERLY}


def test_every_variable_of_the_shipped_rules_is_one_somebody_can_have() -> None:
    for programme in SHIPPED.values():
        for part in comparisons(programme.who):
            assert part.name in variables(countries())
            assert not (isinstance(part, Compare) and isinstance(part.right, Word))


facts = st.builds(
    Facts,
    departure=st.none() | st.dates(date(2020, 1, 1), date(2028, 1, 1)),
    homecoming=st.none() | st.dates(date(2020, 1, 1), date(2028, 1, 1)),
    birthday=st.none() | st.dates(date(1960, 1, 1), date(2004, 1, 1)),
    tags=st.lists(st.sampled_from(["hardship", "困难职工", "四特"]), max_size=2).map(tuple),
    household=st.lists(st.sampled_from(Household), max_size=2).map(tuple),
    festivals=st.lists(st.sampled_from(Festival), max_size=3).map(tuple),
    tips=st.booleans(),
    happened=st.lists(
        st.builds(Happening, st.just("e"), st.sampled_from(LifeEvent), st.dates(date(1990, 1, 1), date(2026, 11, 1))),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
places = st.builds(
    Place,
    st.just(("lk", "hq")),
    st.sampled_from(["LK", ""]),
    st.sampled_from(Risk),
    st.none() | st.just(Alert("a", "lk", Calamity.STORM, NOON, "officer")),
)
persons = st.builds(
    lambda started, role: Person("p", "刘师傅", 1, "lk", "zh", started=started, grants=(Grant(role, "lk"),)),
    st.booleans(),
    st.sampled_from([Role.EMPLOYEE, Role.FAMILY]),
)


@given(facts, places, persons, st.none() | st.sampled_from(Colour))
def test_no_shipped_programme_greets_anybody_who_mourns(
    about: Facts, where: Place, who: Person, colour: Colour | None
) -> None:
    values = Subject(who, about, where, Standing(colour)).values(NOON, NOON.date())

    for programme in SHIPPED.values():
        festive = programme.greeting or bool({*programme.cadence.anchors} & {*GREETED})
        assert not (about.bereaved and festive and takes_part(programme, values)), programme.name


def test_what_hangs_on_a_birthday_or_a_festival_is_a_greeting_in_every_shipped_file() -> None:
    greetings = {name for name, one in SHIPPED.items() if {*one.cadence.anchors} & {*GREETED}}

    assert greetings == {"birthday", "festival"}
    assert all(SHIPPED[name].greeting for name in greetings)


def test_only_the_roll_call_rings_at_night() -> None:
    assert {name for name, one in SHIPPED.items() if one.rings} == {"roll_call"}
    assert all(one.deed is Deed.ASK for one in SHIPPED.values() if ALERT in one.cadence.anchors)
    assert {anchor for one in SHIPPED.values() for anchor in one.cadence.anchors} <= {*ANCHORS, ALERT}


# -- what does not fit ---------------------------------------------------------------------------


def test_flows_and_texts_that_are_not_there_are_told_in_every_language(tmp_path: Path) -> None:
    text = TIP.format(name="tea_time").replace("do: send", "do: start\nflow: tipps")

    assert told(tmp_path, tea=text) == [
        'flows/programmes/tea.yaml:1: programme "tea_time": there is no flow "tipps" — did you mean "tips"?',
        *(
            f'flows/programmes/tea.yaml:1: programme "tea_time": templates/{language}/programmes.j2 {lacks}'
            for language in ("zh", "en")
            for lacks in (
                'has no block "tea_time"',
                'needs a block "tea_time__title" of plain words',
                'needs a block "tea_time__start" of plain words',
            )
        ),
    ]


def test_a_flow_without_a_way_in_of_its_own_cannot_be_offered(tmp_path: Path) -> None:
    text = TIP.format(name="settling_in").replace("do: send", "do: start\nflow: system")

    assert 'nobody can start "system" by themselves: it has no start words' in told(tmp_path, tea=text)[0]


def test_what_a_text_cannot_know_is_told_with_its_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.app.programmes.SAID", frozenset({"namen", "unit", "done", "times", "until"}))
    text = TIP.format(name="pairing").replace("do: send", "do: remind\nto: liaison")

    faults = told(tmp_path, pairing=text)

    assert len(faults) == 2
    assert 'block "pairing" uses "name" — did you mean "namen"?' in faults[0]


def test_a_programme_that_goes_by_cases_speaks_of_a_code_and_no_other_does(tmp_path: Path) -> None:
    remind = TIP.replace("do: send", "do: remind\nto: counsellor")
    by_case = remind.replace("roles contains employee", "case == open")

    assert 'uses "name"' in told(tmp_path / "named", pairing=by_case.format(name="pairing"))[0]
    assert 'uses "code"' in told(tmp_path / "coded", back=remind.format(name="coming_back"))[0]


def test_names_are_there_once_and_fit_a_button(tmp_path: Path) -> None:
    faults = told(tmp_path, a=TIP.format(name="weekly_tip"), b=TIP.format(name="weekly_tip"), c="schema: 1")

    assert faults[0] == ('flows/programmes/b.yaml:1: programme "weekly_tip" is in flows/programmes/a.yaml')
    assert faults[1:] == [
        f'flows/programmes/c.yaml:1: "{key}" is missing' for key in ("programme", "who", "cadence", "do")
    ]
    long = told(tmp_path / "long", a=TIP.format(name="a_name_that_is_much_too_long"))
    assert "does not fit a button" in long[0]


def test_a_programme_does_not_take_the_name_of_what_comes_round_beside_it(tmp_path: Path) -> None:
    assert {routines.LOOK} == TAKEN
    assert "this name is taken" in told(tmp_path, a=TIP.format(name="calendar"))[0]


def test_the_daily_question_needs_its_dialogue_and_no_texts_of_its_own(tmp_path: Path) -> None:
    shipped = Path("flows/programmes/checkin.yaml").read_text(encoding="utf-8")

    assert told(tmp_path / "whole", checkin=shipped) == []
    found, _ = read_programmes(tmp_path / "whole" / "flows")
    (fault,) = programme_faults(found, {"talk": True}, TEXTS)
    assert 'programme "checkin": there is no flow "checkin" in which people could answer' in fault


def test_whoever_runs_the_bot_is_told_plainly_when_nobody_is_asked_how_they_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["programmes", "check"]) == 0
    assert "checkin: daily, do: check_in" in capsys.readouterr().out

    without = replace(LIBRARY, programmes={name: one for name, one in SHIPPED.items() if name != "checkin"})
    monkeypatch.setattr(authoring, "look", lambda _: Survey((), (), without))
    assert main(["programmes", "check"]) == 0
    assert NOBODY_ASKED in capsys.readouterr().out


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "flows" / "programmes"
    folder.mkdir(parents=True)
    (folder / "x.yaml").write_bytes("每周".encode("gb18030"))

    assert read_programmes(tmp_path / "flows") == ({}, ["flows/programmes/x.yaml:1: the file is not UTF-8"])


# -- the command ---------------------------------------------------------------------------------


def test_the_check_lists_what_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # the shipped files have been looked at for the whole process already
    monkeypatch.setattr(authoring, "look", lambda config: Survey((), (), LIBRARY))

    assert main(["programmes", "check"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"ok: {len(SHIPPED)} programmes"
    assert "birthday: yearly, do: greet, who: joined == yes and birthday is set" in said


def test_the_check_tells_faults_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "flows" / "programmes").mkdir(parents=True)
    (tmp_path / "flows" / "programmes" / "x.yaml").write_text(
        TIP.format(name="nothing_of_ours"), encoding="utf-8"
    )
    (tmp_path / "templates").symlink_to(Path("templates").absolute())
    (tmp_path / "config.yaml").write_text("home_tz: Asia/Shanghai\n", encoding="utf-8")
    monkeypatch.setenv("WARMLINE_CONFIG", str(tmp_path / "config.yaml"))

    assert main(["programmes", "check"]) == 1
    assert 'has no block "nothing_of_ours"' in capsys.readouterr().err
