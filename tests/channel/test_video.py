"""Ways to see one another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from bot.channel.video import InTelegram, Jitsi, Pattern, Visit, Ways

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ANY_TIME = {"verify_exp": False, "verify_nbf": False}
SECRET = "a secret of at least thirty-two bytes"
VISIT = Visit("wl-3f9c", NOW, NOW + timedelta(minutes=30), "刘师傅")


def test_a_room_without_a_secret_is_an_address_everybody_shares() -> None:
    jitsi = Jitsi("https://meet.example.org/")

    assert not jitsi.personal
    assert jitsi.link(VISIT) == "https://meet.example.org/wl-3f9c"


def test_with_a_secret_each_gets_a_token_for_this_room_and_this_hour() -> None:
    jitsi = Jitsi("https://meet.example.org", "warm", SECRET)
    address = urlsplit(jitsi.link(VISIT))

    claims = jwt.decode(
        parse_qs(address.query)["jwt"][0], SECRET, algorithms=["HS256"], audience="warm", options=ANY_TIME
    )

    assert jitsi.personal
    assert address.path == "/wl-3f9c"
    assert (claims["room"], claims["sub"], claims["iss"]) == ("wl-3f9c", "meet.example.org", "warm")
    assert claims["exp"] == (VISIT.end + timedelta(minutes=30)).timestamp()
    assert claims["nbf"] == (VISIT.start - timedelta(minutes=30)).timestamp()
    assert claims["context"]["user"]["name"] == "刘师傅"


def test_the_token_of_a_call_that_is_over_opens_nothing() -> None:
    long_ago = Visit("r", NOW.replace(year=2020), NOW.replace(year=2020), "x")
    token = parse_qs(urlsplit(Jitsi("https://meet.example.org", "warm", SECRET).link(long_ago)).query)["jwt"][
        0
    ]

    with pytest.raises(jwt.ExpiredSignatureError):
        jwt.decode(token, SECRET, algorithms=["HS256"], audience="warm")


def test_other_services_are_addresses_by_a_pattern_and_telegram_has_none() -> None:
    assert Pattern("https://call.example/{room}?v=1").link(VISIT) == "https://call.example/wl-3f9c?v=1"
    assert InTelegram().link(VISIT) == ""


def test_the_way_is_the_first_that_every_country_permits() -> None:
    ways = Ways(
        {"jitsi": Jitsi("https://meet.example.org"), "botim": Pattern("x"), "telegram": InTelegram()},
        {"AE": ("botim",), "CN": ("botim", "telegram"), "XX": ()},
    )

    assert ways.between(["LK", ""]) == "jitsi"
    assert ways.between(["LK", "AE"]) == "botim"
    assert ways.between(["CN", "LK"]) == "botim"
    assert ways.between(["AE", "XX"]) == ""
