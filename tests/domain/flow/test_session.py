import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.session import Frame, Remark, Session

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

_names = st.text(max_size=6)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3),
    max_leaves=5,
)
_variables = st.dictionaries(_names, _values, max_size=3)
_frames = st.builds(
    Frame,
    flow=_names,
    version=st.integers(),
    step=_names,
    values=_variables,
    retries=st.dictionaries(_names, st.integers(), max_size=2),
    given=_variables,
    ticked=st.lists(_names, max_size=2).map(tuple),
    page=st.integers(min_value=0, max_value=9),
)
_stacks = st.lists(_frames, max_size=2).map(tuple)
_moments = st.datetimes(
    timezones=st.integers(-840, 840).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)
_sessions = st.builds(
    Session,
    mode=st.sampled_from(["bot", "human", "closed"]),
    question=st.integers(min_value=0),
    stack=_stacks,
    suspended=st.lists(_stacks, max_size=2).map(tuple),
    trail=st.lists(_stacks, max_size=2).map(tuple),
    recent=st.lists(st.builds(Remark, _moments, _names), max_size=2).map(tuple),
    answered=st.none() | st.tuples(st.integers(), _names),
    spent=st.integers(min_value=0),
)


@pytest.mark.no_cover  # played in bulk: which lines run is measured where each rule is tried by itself
@given(_sessions)
def test_session_written_down_and_read_again_is_the_same(session: Session) -> None:
    written = json.dumps(session.to_data())

    assert Session.from_data(json.loads(written)) == session


def test_everybody_starts_with_an_empty_session() -> None:
    assert Session.from_data(Session().to_data()) == Session()


def test_session_written_when_everything_was_spelled_out_is_read() -> None:
    frame = {"flow": "talk", "version": 1, "step": "mood", "values": {"a": 1}, "retries": {}, "given": {}}
    remark = {"at": NOON.isoformat(), "text": "好", "body": {}, "message": None, "album": "", "kept": False}
    data = {"mode": "bot", "question": 3, "stack": [frame], "suspended": [], "recent": [remark]}

    assert Session.from_data(data | {"answered": None, "spent": 0}) == Session(
        question=3, stack=(Frame("talk", 1, "mood", {"a": 1}),), recent=(Remark(NOON, "好"),)
    )


def test_what_is_as_it_is_for_everybody_takes_no_room() -> None:
    session = Session(question=3, stack=(Frame("talk", 1, "mood"),), recent=(Remark(NOON, "好"),))

    assert session.to_data() == {
        "mode": "bot",
        "question": 3,
        "stack": [{"flow": "talk", "version": 1, "step": "mood"}],
        "recent": [{"at": NOON.isoformat(), "text": "好", "body": {}}],
    }


@pytest.mark.parametrize("part", [{"stack": ["talk"]}, {"recent": [3]}, {"trail": [[None]]}, {"stack": 3}])
def test_what_is_no_session_raises_what_damage_raises(part: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Session.from_data({"mode": "bot", "question": 3} | part)


def test_unknown_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="mode"):
        Session.from_data({**Session().to_data(), "mode": "robot"})


def test_remark_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Remark(datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None), "…")
