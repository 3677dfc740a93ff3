"""config.yaml and the environment → one frozen Config. Secrets come from the environment alone."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from bot.app.places import countries, known_zone, suggest_country, suggest_zone
from bot.channel.video import InTelegram, Jitsi, Pattern, Provider, Ways
from bot.domain.care.facts import Risk
from bot.domain.emergency import ANYWHERE, KINDS, EmergencyNumber
from bot.domain.ladder import Policy, Rung, Target
from bot.domain.report import LEAST_K
from bot.domain.rota import read_window
from bot.domain.slots import GRAIN, Manner
from bot.domain.triage import Colour
from bot.store.database import Location, Server

SHIPPED = Path(__file__).parents[2] / "config.yaml"
"""The project's own settings, which any other file only has to differ from."""

TELEGRAM = "https://api.telegram.org"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SHORTEST_INBOX = timedelta(days=2)
MOVED = {
    "checkin": "this stands in flows/programmes/checkin.yaml now: write there what is to be otherwise (remind_after,"
    " patience and rest under silence) and take this part out",
}
"""What stood in this file once."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The compiled one where PyYAML has it: at the start of every command this is what takes longest otherwise."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class ConfigFault(Exception):
    """The configuration cannot be used; the text says where and how to mend it."""


def _duration(value: object) -> object:
    if isinstance(value, str):
        found = re.fullmatch(r"(\d+)\s*([smhd])", value.strip())
        if found:
            return timedelta(**{_UNITS[found[2]]: int(found[1])})
    raise ValueError('write a duration as a number and s, m, h or d, for example "90s"')


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Words = Annotated[dict[str, str], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RungConfig(_Part):
    page: tuple[Target, ...] = Field(min_length=1)
    every: Duration
    rounds: int | None = Field(default=None, ge=1)


class AnswerWithin(_Part):
    red: Duration
    amber: Duration
    green: Duration


class Escalation(_Part):
    red: tuple[RungConfig, ...] = Field(min_length=1)
    amber: tuple[RungConfig, ...] = Field(min_length=1)
    green: tuple[RungConfig, ...] = Field(min_length=1)
    first_message_within: Duration
    answer_within: AnswerWithin
    extension: Duration


class Waiting(_Part):
    after: tuple[Duration, ...] = Field(min_length=1)
    then_every: Duration
    acknowledge_every: Duration


class Rate(_Part):
    per_second: float = Field(gt=0)
    per_chat_per_second: float = Field(gt=0)
    chat_burst: int = Field(ge=1)
    urgent_reserve: int = Field(ge=0)


class Polling(_Part):
    wait: Duration


class WebhookConfig(_Part):
    url: str = Field(pattern=r"^$|^https?://[^/\s]+")
    listen: str
    port: int = Field(ge=0, le=65535)
    max_connections: int = Field(ge=1, le=100)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


class Health(_Part):
    port: int | None = Field(ge=0, le=65535)
    heartbeat: str = Field(pattern=r"^$|^https?://[^/\s]+")


class Retention(_Part):
    inbox: Duration
    outbox: Duration


class LinkConfig(_Part):
    kind: Literal["jitsi", "pattern", "telegram"]
    base: str = ""
    app: str = "warmline"
    pattern: str = ""


class CallsConfig(_Part):
    notice: Duration
    before: Duration
    after: Duration
    daily: int = Field(ge=1)
    offer: Duration
    open: int = Field(ge=1)
    place: Duration
    free: tuple[str, ...]
    work: tuple[str, ...]
    staff: tuple[str, ...]
    links: dict[str, LinkConfig] = Field(min_length=1)
    permitted: dict[str, tuple[str, ...]]


class SafetyWindow(_Part):
    remarks: int = Field(ge=1)
    within: Duration


class ReportConfig(_Part):
    k: int = Field(ge=LEAST_K)


class CareConfig(_Part):
    daily: int = Field(ge=1)
    risk: dict[str, Risk]


class NumberConfig(_Part):
    country: str
    kind: str
    number: str
    name: Words
    hours: Words
    callable_from: Words
    languages: tuple[str, ...]
    source: str
    verified_on: date | None


class Settings(_Part):
    """The shape of config.yaml."""

    home_country: str
    home_tz: str
    store: str
    key_file: str
    log_level: str
    mode: Literal["polling", "webhook"]
    polling: Polling
    webhook: WebhookConfig
    rate: Rate
    escalation: Escalation
    waiting: Waiting
    reply_mode_idle: Duration
    undo: Duration
    calls: CallsConfig
    safety_window: SafetyWindow
    health: Health
    retention: Retention
    report: ReportConfig
    care: CareConfig
    numbers: tuple[NumberConfig, ...]


class Config:
    """Settings, what the environment says, and where the project's files are."""

    def __init__(self, settings: Settings, root: Path, environment: Mapping[str, str]) -> None:
        self.settings = settings
        self.root = root
        self.token = environment.get("BOT_TOKEN", "").strip()
        self.api_base = environment.get("TELEGRAM_API_BASE", "").strip() or TELEGRAM
        self.webhook_secret = environment.get("WEBHOOK_SECRET", "").strip() or _derived(self.token)
        self.jitsi_secret = environment.get("JITSI_SECRET", "").strip()
        self.key_variable = environment.get("WARMLINE_KEY", "").strip()
        self.store = store_at(environment.get("DATABASE_URL", "").strip(), root / settings.store)
        self.key_file = root / settings.key_file
        if environment.get("DATABASE_URL", "").strip() and isinstance(self.store, Path):
            # the key belongs to its store: another store must not be opened with this one's key by chance
            self.key_file = self.store.with_suffix(".key")
        self.policies: dict[Colour, Policy] = {
            colour: tuple(Rung(rung.page, rung.every, rung.rounds) for rung in rungs)
            for colour, rungs in (
                (Colour.RED, settings.escalation.red),
                (Colour.AMBER, settings.escalation.amber),
                (Colour.GREEN, settings.escalation.green),
            )
        }
        calls = settings.calls
        self.manner = Manner(calls.notice, calls.before, calls.after, calls.daily)
        # to be called is what is left where there is nothing to open
        links = sorted(calls.links.items(), key=lambda link: link[1].kind == "telegram")
        self.ways = Ways({name: _provider(link, self.jitsi_secret) for name, link in links}, calls.permitted)
        self.numbers = tuple(
            EmergencyNumber(
                country=n.country,
                kind=n.kind,
                number=n.number,
                name=n.name,
                hours=n.hours,
                callable_from=n.callable_from,
                languages=n.languages,
                source=n.source,
                verified_on=n.verified_on,
            )
            for n in settings.numbers
        )

    @property
    def store_path(self) -> Path:
        """The file of a store on this machine. Raises TypeError for one on a server."""
        if isinstance(self.store, Server):
            raise TypeError("a store on a server has no file")
        return self.store

    @property
    def bot_id(self) -> str:
        """What tells this bot's updates from another's in one store; nothing secret in it."""
        number, colon, _ = self.token.partition(":")
        return number if colon else hashlib.sha256(self.token.encode()).hexdigest()[:12]

    @property
    def flows(self) -> Path:
        return self.root / "flows"

    @property
    def templates(self) -> Path:
        return self.root / "templates"

    @property
    def conversations(self) -> Path:
        return self.root / "tests" / "conversations"


def read_config(environment: Mapping[str, str] | None = None) -> Config:
    """Reads the project's config.yaml, and over it the file that WARMLINE_CONFIG names.

    That file needs to hold only what differs; a list in it replaces the whole list. Without WARMLINE_CONFIG a
    config.yaml in the current folder is that file. Raises ConfigFault that names the file and every setting
    at fault.
    """
    environment = os.environ if environment is None else environment
    named = environment.get("WARMLINE_CONFIG", "").strip()
    path = Path(named or "config.yaml").absolute()
    if not named and not path.exists():
        path = SHIPPED
    raw = _read(path)
    if path != SHIPPED and isinstance(raw, dict):
        raw = _over(_read(SHIPPED), raw)
    if isinstance(raw, dict):
        raw = _over(raw, _overrides(environment))
    config = Config(_settings(raw, path), _root(path), environment)
    if faults := list(_unfit(config)):
        raise ConfigFault("\n".join(faults))
    if not config.api_base.startswith(("http://", "https://")):
        raise ConfigFault("TELEGRAM_API_BASE: write an address that begins with http:// or https://")
    return config


def _overrides(environment: Mapping[str, str]) -> dict[str, Any]:
    """Settings that the environment may say as well."""
    mode, port = (environment.get(name, "").strip() for name in ("MODE", "WEBHOOK_PORT"))
    return ({"mode": mode} if mode else {}) | ({"webhook": {"port": port}} if port else {})


def _unfit(config: Config) -> Iterator[str]:
    """What does not go with what the environment says."""
    url = config.settings.webhook.url
    if config.settings.mode == "webhook" and not url:
        yield "webhook.url: mode is webhook, so write the address at which Telegram finds this bot"
    if url.startswith("http:") and config.api_base == TELEGRAM:
        yield "webhook.url: Telegram brings updates to an address that begins with https:// only"
    if not SECRET.fullmatch(config.webhook_secret):
        yield "WEBHOOK_SECRET: 1 to 256 letters, digits, - and _ (Bot API: setWebhook)"


def _derived(token: str) -> str:
    """The secret by which the bringer of updates is known, unless another is given: the same on every machine."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


def _over(below: Any, above: Any) -> Any:
    """`above` laid over `below`, setting by setting."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {name: _over(below.get(name), value) for name, value in above.items()}


def _read(path: Path) -> Any:
    try:
        raw = _parsed(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigFault(f"{path}: not found; set WARMLINE_CONFIG or run in the project's folder") from None
    except UnicodeDecodeError:
        raise ConfigFault(f"{path}: is not UTF-8 text: save it again as UTF-8") from None
    except OSError as fault:
        raise ConfigFault(f"{path}: cannot be read: {fault.strerror}") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ConfigFault(f"{path}:{line}: {getattr(fault, 'problem', None) or 'no valid YAML'}") from None
    if raw is None:
        raise ConfigFault(f"{path}: the file is empty; take config.yaml of the project as a start")
    return raw


def _parsed(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe one
    except yaml.YAMLError:
        # the slow one knows better where a text goes wrong
        return yaml.safe_load(text)


def _settings(raw: Any, path: Path) -> Settings:
    try:
        settings = Settings.model_validate(raw)
    except ValidationError as fault:
        lines = [
            f"{path}: {'.'.join(map(str, error['loc'])) or 'the file'}: {_said(error)}"
            for error in fault.errors(include_url=False, include_input=False, include_context=False)
        ]
        raise ConfigFault("\n".join(lines)) from None
    faults = [
        f"{path}: escalation.{colour}: only the last rung, and it always, goes without `rounds`"
        for colour in Colour
        if [rung.rounds is None for rung in getattr(settings.escalation, colour)]
        != [False] * (len(getattr(settings.escalation, colour)) - 1) + [True]
    ]
    faults += [
        f"{path}: numbers.{place}.kind: {number.kind} is none of {', '.join(KINDS)}"
        for place, number in enumerate(settings.numbers)
        if number.kind not in KINDS
    ]
    faults += [f"{path}: {fault}" for fault in _oddities(settings)]
    if faults:
        raise ConfigFault("\n".join(faults))
    return settings


def _said(error: ErrorDetails) -> str:
    moved = MOVED.get(str(error["loc"][0])) if error["type"] == "extra_forbidden" else None
    return moved or error["msg"]


def _oddities(settings: Settings) -> Iterator[str]:
    """Values of the right kind that cannot be right."""
    if not known_zone(settings.home_tz):
        yield f'home_tz: "{settings.home_tz}" is no time zone{suggest_zone(settings.home_tz)}'
    written = {"home_country": settings.home_country} | {
        f"numbers.{place}.country": number.country for place, number in enumerate(settings.numbers)
    }
    written |= {f"care.risk.{country}": country for country in settings.care.risk}
    for where, country in written.items():
        if country not in countries() and (where == "home_country" or country != ANYWHERE):
            yield f'{where}: "{country}" is no country: two capital letters such as CN{suggest_country(country)}'
    yield from _odd_calls(settings.calls)
    if settings.log_level not in LEVELS:
        yield f'log_level: "{settings.log_level}" is none of {", ".join(LEVELS)}'
    if settings.retention.inbox < SHORTEST_INBOX:
        # the channel may deliver an update again for a day, and only a kept row shows that it is known
        yield f"retention.inbox: never less than {SHORTEST_INBOX.days}d"


def _odd_calls(calls: CallsConfig) -> Iterator[str]:
    for name in ("before", "after"):
        if getattr(calls, name) % GRAIN:
            yield f"calls.{name}: a multiple of 5m"
    for name in ("free", "work", "staff"):
        for window in getattr(calls, name):
            try:
                read_window(window)
            except ValueError as fault:
                yield f"calls.{name}: {fault}"
    for name, link in calls.links.items():
        if link.kind == "jitsi" and not link.base.startswith("https://"):
            yield f"calls.links.{name}.base: the address of the server, which begins with https://"
        if link.kind == "pattern" and not (link.pattern.startswith("https://") and "{room}" in link.pattern):
            yield f"calls.links.{name}.pattern: an address that begins with https:// and has {{room}} in it"
    for country, names in calls.permitted.items():
        if country not in countries():
            yield f"calls.permitted.{country}: no country: two capital letters such as CN{suggest_country(country)}"
        for name in names:
            if name not in calls.links:
                yield f'calls.permitted.{country}: "{name}" is none of calls.links'


def _provider(link: LinkConfig, secret: str) -> Provider:
    match link.kind:
        case "jitsi":
            return Jitsi(link.base, link.app, secret)
        case "pattern":
            return Pattern(link.pattern)
        case "telegram":
            return InTelegram()


def _root(path: Path) -> Path:
    """Where flows/ and templates/ are: beside the file, else the project this package belongs to."""
    beside = path.parent
    return beside if (beside / "flows").is_dir() else SHIPPED.parent


def store_at(url: str, default: Path = Path()) -> Location:
    """The place an address names; raises ConfigFault, without quoting it, for one that names none."""
    if not url:
        return default
    for start in ("postgresql+asyncpg://", "postgresql://", "postgres://"):
        if url.startswith(start):
            return Server("postgresql://" + url.removeprefix(start))
    for start in ("sqlite+aiosqlite:///", "sqlite:///"):
        if url.startswith(start):
            return Path(url.removeprefix(start))
    if "://" not in url:
        return Path(url)
    raise ConfigFault(
        "DATABASE_URL: write sqlite:///path/to/warmline.db or postgresql://user:password@host/database"
    )
