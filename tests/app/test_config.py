"""config.yaml and the environment: what is accepted, and what an operator is told otherwise."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.app.config import TELEGRAM, ConfigFault, read_config
from bot.domain.ladder import Target
from bot.domain.triage import Colour
from bot.store.database import Server
from tests.office import PROJECT

SHIPPED = (PROJECT / "config.yaml").read_text("utf-8")
NUMBER = {
    "country": "CN",
    "kind": "crisis",
    "number": "12356",
    "name": {"zh": "心理援助热线", "en": "Psychological aid line"},
    "hours": {"zh": "24小时", "en": "24 hours"},
    "callable_from": {"zh": "国内", "en": "inside China"},
    "languages": ["zh"],
    "source": "a test",
    "verified_on": "2026-01-01",
}


def written(folder: Path, **changes: Any) -> dict[str, str]:
    """An environment whose configuration is the shipped one with changes; a dot goes one level down."""
    settings = yaml.safe_load(SHIPPED)
    for name, value in changes.items():
        place, _, key = name.rpartition("__")
        (settings[place] if place else settings)[key] = value
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    return {"WARMLINE_CONFIG": str(path)}


def told(environment: dict[str, str]) -> str:
    with pytest.raises(ConfigFault) as fault:
        read_config(environment)
    return str(fault.value)


def test_the_shipped_configuration_is_read(tmp_path: Path) -> None:
    config = read_config({"WARMLINE_CONFIG": str(PROJECT / "config.yaml")})

    assert config.flows == PROJECT / "flows"
    assert config.store_path == PROJECT / "data" / "warmline.db"
    assert config.policies[Colour.RED][0].targets == (Target.ON_DUTY,)
    assert config.policies[Colour.RED][0].every == timedelta(seconds=60)
    assert config.policies[Colour.RED][-1].rounds is None


def test_secrets_and_addresses_come_from_the_environment_alone(tmp_path: Path) -> None:
    environment = written(tmp_path) | {
        "BOT_TOKEN": " 1:x ",
        "WARMLINE_KEY": "k",
        "TELEGRAM_API_BASE": "http://127.0.0.1:8081",
    }

    config = read_config(environment)

    assert (config.token, config.key_variable, config.api_base) == ("1:x", "k", "http://127.0.0.1:8081")
    assert read_config(written(tmp_path)).api_base == TELEGRAM


def test_another_store_has_a_key_of_its_own(tmp_path: Path) -> None:
    config = read_config(written(tmp_path) | {"DATABASE_URL": f"sqlite:///{tmp_path}/other.db"})

    assert config.store_path == tmp_path / "other.db"
    assert config.key_file == tmp_path / "other.key"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_a_store_on_a_server_has_its_key_where_the_settings_say_and_never_shows_its_password(
    tmp_path: Path, scheme: str
) -> None:
    url = f"{scheme}://bot:s3cret@db.example:5433/warmline?password=s3cret"

    config = read_config(written(tmp_path) | {"DATABASE_URL": url})

    assert isinstance(config.store, Server)
    assert config.store.url == "postgresql://bot:s3cret@db.example:5433/warmline?password=s3cret"
    assert str(config.store) == "postgresql://bot@db.example:5433/warmline"
    assert "s3cret" not in repr(config.store)
    assert config.key_file == PROJECT / "data" / "warmline.key"
    with pytest.raises(TypeError, match="no file"):
        _ = config.store_path


def test_a_server_reached_by_its_socket_is_named_without_a_host() -> None:
    assert (
        str(Server("postgresql://postgres:@/warmline?host=/run/postgresql"))
        == "postgresql://postgres@/warmline"
    )
    assert str(Server("postgresql:///warmline")) == "postgresql:///warmline"


def test_the_environment_may_say_how_updates_come_in(tmp_path: Path) -> None:
    environment = written(tmp_path, webhook__url="https://bot.example.org/tg/door")
    polling = read_config(environment).settings
    hooked = read_config(environment | {"MODE": "webhook", "WEBHOOK_PORT": "9000"}).settings

    assert (polling.mode, polling.webhook.port, polling.webhook.path) == ("polling", 8443, "/tg/door")
    assert (hooked.mode, hooked.webhook.port, hooked.webhook.listen) == ("webhook", 9000, "127.0.0.1")


@pytest.mark.parametrize(
    ("changes", "environment", "what"),
    [
        ({}, {"MODE": "webhook"}, "webhook.url: mode is webhook, so write the address"),
        ({}, {"MODE": "push"}, "mode: Input should be 'polling' or 'webhook'"),
        ({}, {"WEBHOOK_PORT": "70000"}, "webhook.port: "),
        ({}, {"WEBHOOK_SECRET": "two words"}, "WEBHOOK_SECRET: 1 to 256 letters"),
        ({"webhook__url": "bot.example.org"}, {}, "webhook.url: "),
        ({"webhook__url": "http://bot.example.org"}, {}, "begins with https:// only"),
    ],
)
def test_a_webhook_that_cannot_work_is_told(
    tmp_path: Path, changes: dict[str, Any], environment: dict[str, str], what: str
) -> None:
    said = told(written(tmp_path, **changes) | environment)

    assert what in said
    assert "two words" not in said


def test_a_bot_api_server_of_one_s_own_may_bring_updates_over_plain_http(tmp_path: Path) -> None:
    environment = written(tmp_path, webhook__url="http://127.0.0.1:9000")

    config = read_config(environment | {"TELEGRAM_API_BASE": "http://127.0.0.1:8081"})

    assert config.settings.webhook.path == "/"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("\ufeff" + SHIPPED, encoding="utf-8")

    assert read_config({"WARMLINE_CONFIG": str(tmp_path / "config.yaml")}).settings.home_country == "CN"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"home: [", ":1: "),
        ("名: 暖线".encode("gbk"), "is not UTF-8 text"),
        (b"- a list", "the file"),
    ],
)
def test_a_file_that_is_no_configuration_gets_a_kind_line(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(content)

    said = told({"WARMLINE_CONFIG": str(path)})

    assert said.startswith(str(path))
    assert what in said


def test_a_missing_file_says_how_to_name_another(tmp_path: Path) -> None:
    assert "set WARMLINE_CONFIG" in told({"WARMLINE_CONFIG": str(tmp_path / "none.yaml")})
    assert "cannot be read" in told({"WARMLINE_CONFIG": str(tmp_path)})


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        (
            {"home_tz": "Asia/Beijing"},
            'home_tz: "Asia/Beijing" is no time zone — did you mean "Asia/Shanghai"?',
        ),
        ({"home_country": "China"}, 'home_country: "China" is no country: two capital letters such as CN'),
        ({"log_level": "LOUD"}, 'log_level: "LOUD" is none of DEBUG, INFO, WARNING, ERROR'),
        ({"retention__inbox": "1d"}, "retention.inbox: never less than 2d"),
        ({"polling__wait": "25"}, "polling.wait: "),
        ({"rate__per_second": 0}, "rate.per_second: "),
        ({"colour": "blue"}, "colour: Extra inputs are not permitted"),
        (
            {"checkin": {"at": "09:00"}},
            "checkin: this stands in flows/programmes/checkin.yaml now: write there",
        ),
        ({"escalation__red": [{"page": ["on_duty"], "every": "60s", "rounds": 2}]}, "only the last rung"),
        ({"escalation__red": []}, "escalation.red: "),
        ({"calls__after": "7m"}, "calls.after: a multiple of 5m"),
        ({"calls__free": ["mon-fri 7-22"]}, 'calls.free: "mon-fri 7-22" is no duty window'),
        ({"calls__links": {"own": {"kind": "jitsi", "base": "meet"}}}, "calls.links.own.base: the address"),
        ({"calls__links": {"own": {"kind": "pattern", "pattern": "https://x.org"}}}, "has {room} in it"),
        ({"calls__permitted": {"UAE": ["telegram"]}}, "calls.permitted.UAE: no country"),
        ({"calls__permitted": {"AE": ["botim"]}}, 'calls.permitted.AE: "botim" is none of calls.links'),
        ({"numbers": [NUMBER | {"kind": "pizza"}]}, "numbers.0.kind: pizza is none of crisis"),
        ({"numbers": [NUMBER | {"country": "cn"}]}, 'numbers.0.country: "cn" is no country'),
        ({"numbers": [NUMBER | {"verified_on": "soon"}]}, "numbers.0.verified_on: "),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(tmp_path: Path, changes: dict[str, Any], what: str) -> None:
    assert what in told(written(tmp_path, **changes))


def test_ways_to_see_one_another_come_in_the_order_written_and_telegram_last(tmp_path: Path) -> None:
    links = {
        "a_call": {"kind": "telegram"},
        "first": {"kind": "jitsi", "base": "https://meet.example.org"},
        "second": {"kind": "pattern", "pattern": "https://x.org/{room}"},
    }

    config = read_config(written(tmp_path, calls__links=links) | {"JITSI_SECRET": " s3cret "})

    assert list(config.ways.providers) == ["first", "second", "telegram", "a_call"]
    assert config.ways.providers["first"].personal
    assert config.manner.after == timedelta(minutes=10)


def test_all_faulty_settings_are_told_at_once(tmp_path: Path) -> None:
    said = told(written(tmp_path, home_tz="Nowhere/None", log_level="LOUD", retention__inbox="1d"))

    assert len(said.splitlines()) == 3


def test_a_fault_never_repeats_a_value_that_may_be_a_secret(tmp_path: Path) -> None:
    said = told(written(tmp_path, BOT_TOKEN="123456:very-secret"))

    assert "BOT_TOKEN" in said
    assert "very-secret" not in said


@pytest.mark.parametrize(
    ("variable", "value"),
    [("DATABASE_URL", "mysql://db/warmline"), ("TELEGRAM_API_BASE", "api.example.org")],
)
def test_an_address_that_cannot_be_used_is_told_by_its_variable(
    tmp_path: Path, variable: str, value: str
) -> None:
    assert told(written(tmp_path) | {variable: value}).startswith(f"{variable}: ")


def test_a_file_needs_to_say_only_what_differs_from_the_project_s(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("home_country: LK\nescalation: {extension: 30s}\n", encoding="utf-8")

    config = read_config({"WARMLINE_CONFIG": str(mine)})
    shipped = read_config({"WARMLINE_CONFIG": str(PROJECT / "config.yaml")})

    assert config.settings.home_country == "LK"
    assert config.settings.escalation.extension.total_seconds() == 30
    assert config.policies == shipped.policies
    assert config.numbers == shipped.numbers


def test_outside_the_project_s_folder_its_own_settings_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    config = read_config({})

    assert config.flows == PROJECT / "flows"
