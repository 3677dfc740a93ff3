"""Who would come if somebody called for help: findings about staff, duty and certificates. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.domain.ladder import Policy, Progress, Scene, Staff, next_page
from bot.domain.people import Role, Unit, serves
from bot.domain.permissions import qualified
from bot.domain.triage import Colour

HOURS_AHEAD = 7 * 24
CERTIFICATE_NOTICE = timedelta(days=30)
SHOWN = 8
"""Names in one line; more are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's: what is so and, unless it is well, how to mend it."""

    level: Literal["ok", "warn", "fail"]
    what: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.level:<4}  {self.what}" + (f" — {self.mend}" if self.mend else "")


@dataclass(frozen=True, slots=True)
class Team:
    """Units that are served by exactly the same people."""

    units: tuple[str, ...]
    staff: tuple[Staff, ...]


def staff_findings(
    roster: Sequence[Staff], units: Mapping[str, Unit], policy: Policy, now: datetime, home: ZoneInfo
) -> list[Finding]:
    """What stands between a red case and a human, for every unit; `policy` is the ladder of red."""
    if not roster:
        return [Finding("fail", "staff: nobody works on cases", "python -m bot people import FILE")]
    found = [*_presence(roster, now), *_certificates(roster, now)]
    if not any(Role.SUPERVISOR in staff.person.certified_roles(now) for staff in roster):
        found.append(
            Finding(
                "fail",
                "staff: there is no supervisor, the end of every ladder",
                "import one with role supervisor",
            )
        )
    teams = team_up(roster, units, now)
    for team in teams:
        found += _coverage(team, "" if len(teams) == 1 else f" for {_listed(team.units)}", policy, now, home)
    if not found:
        found.append(
            Finding("ok", f"staff: {len(roster)}, somebody on duty in each of the next {HOURS_AHEAD} hours")
        )
    return found


def team_up(roster: Sequence[Staff], units: Mapping[str, Unit], now: datetime) -> list[Team]:
    """Units with the staff who may be paged for red there, units with the same staff together."""
    parents = {code: unit.parent for code, unit in units.items()}
    together: dict[tuple[str, ...], list[str]] = {}
    for code in sorted(units):
        team = tuple(
            staff.person.id
            for staff in roster
            if qualified(staff.person, Colour.RED, now) and serves(staff.person.grants, code, parents, now)
        )
        together.setdefault(team, []).append(code)
    by_id = {staff.person.id: staff for staff in roster}
    return [Team(tuple(codes), tuple(by_id[number] for number in team)) for team, codes in together.items()]


def _presence(roster: Sequence[Staff], now: datetime) -> Iterable[Finding]:
    working = [staff for staff in roster if staff.person.works_cases(now)]
    people = [staff.person for staff in working]
    nameless = [person.name for person in people if person.address is None]
    waiting = [person.name for person in people if person.address is not None and not person.started]
    gone = [person.name for person in people if person.started and not person.reachable]
    idle = [
        staff.person.name
        for staff in working
        if not (staff.duty.always or staff.duty.windows)
        and staff.person.roles(now) & {Role.COUNSELLOR, Role.WELLBEING_MANAGER}
    ]
    if nameless:
        yield Finding(
            "warn",
            f"staff: no telegram_id, cannot be paged: {_listed(nameless)}",
            "python -m bot people links makes each a link to join with, or add it and import again",
        )
    if waiting:
        yield Finding(
            "warn",
            f"staff: never pressed Start, cannot be paged: {_listed(waiting)}",
            "ask them to open the bot in Telegram and press Start",
        )
    if gone:
        yield Finding(
            "warn",
            f"staff: blocked the bot or left Telegram: {_listed(gone)}",
            "ask them to unblock it and write",
        )
    if idle:
        yield Finding("warn", f"staff: never on duty: {_listed(idle)}", "give them on_duty and import again")


def _certificates(roster: Sequence[Staff], now: datetime) -> Iterable[Finding]:
    expired, ending = [], []
    for staff in roster:
        held = [grant for grant in staff.person.grants if grant.holds(now)]
        if any(not grant.certified(now) for grant in held):
            expired.append(staff.person.name)
        elif any(
            grant.certified_until is not None and grant.certified_until <= now + CERTIFICATE_NOTICE
            for grant in held
        ):
            ending.append(staff.person.name)
    if expired:
        yield Finding(
            "warn",
            f"staff: certificate expired, not paged: {_listed(expired)}",
            "renew it, then import certified_until",
        )
    if ending:
        yield Finding(
            "warn",
            f"staff: certificate ends within {CERTIFICATE_NOTICE.days} days: {_listed(ending)}",
            "renew it in time",
        )


def _coverage(team: Team, where: str, policy: Policy, now: datetime, home: ZoneInfo) -> Iterable[Finding]:
    if not team.staff:
        yield Finding(
            "fail",
            f"duty: no counsellor or supervisor with a valid certificate{where}",
            "import one for the unit or one above it",
        )
        return
    if not any(s.person.started and s.person.reachable and s.person.address for s in team.staff):
        yield Finding(
            "fail",
            f"duty: a red case would reach nobody{where}",
            "at least one counsellor or supervisor must press Start",
        )
    empty = [hour for hour in range(HOURS_AHEAD) if not _covered(team, policy, now + timedelta(hours=hour))]
    mend = "the supervisors are paged then; add on_duty hours and import again"
    if len(empty) == HOURS_AHEAD:
        yield Finding("warn", f"duty: nobody is on duty, now or in the next seven days{where}", mend)
        return
    if 0 in empty:
        yield Finding("warn", f"duty: nobody is on duty now{where}", mend)
    later = [hour for hour in empty if hour > 0]
    if later:
        first = (now + timedelta(hours=later[0])).astimezone(home)
        yield Finding(
            "warn",
            f"duty: {len(later)} of the next {HOURS_AHEAD} hours have nobody on duty{where}, "
            f"first {first:%a %d %b %H:%M} ({home.key})",
            mend,
        )


def _covered(team: Team, policy: Policy, moment: datetime) -> bool:
    """Asks the ladder itself, so that the doctor and the page never differ."""
    # who never pressed Start is named on a line of their own; this one is about the hours
    staff = [replace(s, person=replace(s.person, started=True)) for s in team.staff]
    scene = Scene(Colour.RED, None, staff, {}, moment)
    return next_page(policy, Progress(), scene).on_duty


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
