"""Where a clock hangs: by a name somebody writes, by the place they send."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.app.owntime import moved
from bot.app.places import nearest_zone, zone_of, zones


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Asia/Dubai", "Asia/Dubai"),
        ("lagos", "Africa/Lagos"),
        (" Abu  Dhabi ", "Asia/Dubai"),
        ("Hambantota", "Asia/Colombo"),
        ("Beijing", "Asia/Shanghai"),
        ("Atlantis", None),
    ],
)
def test_a_city_or_a_zone_is_known_by_its_name(written: str, zone: str | None) -> None:
    assert zone_of(written) == zone


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (6.12, 81.12, "Asia/Colombo"),
        (39.9, 116.4, "Asia/Shanghai"),
        (25.2, 55.27, "Asia/Dubai"),
        (6.5, 3.4, "Africa/Lagos"),
        (-13.8, -171.8, "Pacific/Apia"),
        (-44.0, -176.5, "Pacific/Chatham"),
    ],
)
def test_a_place_that_was_sent_leads_to_the_nearest_clock(
    latitude: float, longitude: float, zone: str
) -> None:
    assert nearest_zone(latitude, longitude) == zone


def test_every_place_on_the_globe_has_a_clock_there_is() -> None:
    for latitude in range(-90, 91, 30):
        for longitude in range(-180, 181, 45):
            assert ZoneInfo(nearest_zone(latitude, longitude)).key in zones()


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("改到晚上九点", "21:00"),
        ("问候时间改成早上7点半。", "07:30"),
        ("每天改在20:15", "20:15"),
        ("晚上9点问我", "21:00"),
        ("晚上九點問我", "21:00"),
        ("改成八點半", "08:30"),
        ("每天早上七点半问候我吧", "07:30"),
        ("能不能改到晚上9点？", "21:00"),
        ("麻烦把问候时间调到21:00", "21:00"),
        ("以后九点再问", "09:00"),
        ("換到晚上９點啦", "21:00"),
        ("ask me at 9pm", "21:00"),
        ("Ask me at 7", "07:00"),
        ("Could you ask me in the evening at 9, please?", "21:00"),
        ("please check in with me at 8:30 every day", "08:30"),
        ("change it to 9 p.m.", "21:00"),
        ("make it 21:30 instead", "21:30"),
        ("改到明天再说", None),
        ("晚上九点", None),
        ("明天早上八点问我", None),
        ("ask me tomorrow at 8", None),
        ("ask me about work", None),
        ("今晚九点我想找人聊聊", None),
        ("move to Dubai", None),
    ],
)
def test_another_time_is_one_sentence(words: str, hour: str | None) -> None:
    found = moved(words)

    assert (None if found is None else f"{found:%H:%M}") == hour


@pytest.mark.parametrize(
    ("words", "hour"),
    [
        ("八点半", "08:30"),
        ("晚上9點", "21:00"),
        ("9pm", "21:00"),
        ("20:15", "20:15"),
        ("4 3 2", None),
        ("9", None),
        ("早上好", None),
    ],
)
def test_where_the_question_stands_open_a_time_by_itself_says_it_too(words: str, hour: str | None) -> None:
    found = moved(words, asked=True)

    assert (None if found is None else f"{found:%H:%M}") == hour
