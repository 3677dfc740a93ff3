"""The doctor: what it finds, what it advises, and that it makes and reveals nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.app.config import read_config
from bot.app.doctor import examine, hook_findings, number_findings, token_findings
from bot.app.staffing import Finding, staff_findings, team_up
from bot.domain.emergency import EmergencyNumber
from bot.domain.ladder import Rung, Staff, Target
from bot.domain.people import Grant, Person, Role, Unit
from bot.domain.rota import Duty, read_window
from bot.sandbox import Sandbox
from bot.store import inbox, people
from bot.store.inbox import Arrival
from bot.store.migrate import HEAD
from tests.office import NOON, PROJECT, STAFF, UNITS, Office

HOME = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""10:00 in Shanghai."""
RED = (Rung((Target.ON_DUTY,), timedelta(seconds=60), 2), Rung((Target.SUPERVISORS,), timedelta(seconds=60)))
HQ = Unit("hq", None, {"zh": "大本营", "en": "HQ"}, "Asia/Shanghai", "CN")
MINE = Unit("mine", None, {"zh": "矿", "en": "Mine"}, "Asia/Colombo", "LK")
NUMBER = EmergencyNumber("CN", "crisis", "12356", {}, {}, {}, ("zh",), "a test", date(2026, 1, 1))


def staff(name: str, role: Role, duty: Duty = Duty(always=True), unit: str = "hq") -> Staff:  # noqa: B008 - frozen
    person = Person(name, name, 1, unit, "zh", started=True, grants=(Grant(role, unit),))
    return Staff(person, duty)


LI = staff("李医生", Role.COUNSELLOR)
WANG = staff("王督导", Role.SUPERVISOR)


def found(roster: list[Staff], *units: Unit, now: datetime = MONDAY) -> list[str]:
    return [
        str(finding)
        for finding in staff_findings(roster, {unit.code: unit for unit in units or (HQ,)}, RED, now, HOME)
    ]


def changed(one: Staff, **values: object) -> Staff:
    return replace(one, person=replace(one.person, **values))  # type: ignore[arg-type]


def test_a_finding_is_one_line_with_its_remedy() -> None:
    assert str(Finding("ok", "config: read")) == "ok    config: read"
    assert str(Finding("fail", "key: none", "restore it")) == "fail  key: none — restore it"


def test_a_house_with_counsellor_and_supervisor_round_the_clock_is_well() -> None:
    assert found([LI, WANG]) == ["ok    staff: 2, somebody on duty in each of the next 168 hours"]


def test_nobody_on_the_roster_is_a_failure() -> None:
    assert found([])[0].startswith("fail  staff: nobody works on cases")


def test_a_missing_supervisor_is_a_failure() -> None:
    assert found([LI])[0].startswith("fail  staff: there is no supervisor")


def test_staff_who_never_pressed_start_are_named() -> None:
    said = found([changed(LI, started=False), WANG])

    assert said == [
        "warn  staff: never pressed Start, cannot be paged: 李医生"
        " — ask them to open the bot in Telegram and press Start"
    ]


def test_staff_without_telegram_id_and_staff_who_blocked_the_bot_are_named() -> None:
    said = found([changed(LI, address=None, started=False), changed(WANG, reachable=False)])

    assert said[0].startswith("warn  staff: no telegram_id, cannot be paged: 李医生")
    assert said[1].startswith("warn  staff: blocked the bot or left Telegram: 王督导")
    assert said[2].startswith("fail  duty: a red case would reach nobody")


def test_long_lists_are_cut_and_counted() -> None:
    said = found([WANG, *(changed(staff(f"甲{n}", Role.COUNSELLOR), started=False) for n in range(10))])

    assert said[0].startswith("warn  staff: never pressed Start, cannot be paged: 甲0, 甲1")
    assert " and 2 more — " in said[0]


def test_an_expired_certificate_is_named_and_counts_as_absence() -> None:
    expired = changed(LI, grants=(Grant(Role.COUNSELLOR, "hq", certified_until=MONDAY),))

    said = found([expired, WANG])

    assert said[0].startswith("warn  staff: certificate expired, not paged: 李医生")
    assert said[1].startswith("warn  duty: nobody is on duty, now or in the next seven days")


def test_a_certificate_that_ends_soon_is_named_in_time() -> None:
    ending = changed(LI, grants=(Grant(Role.COUNSELLOR, "hq", certified_until=MONDAY + timedelta(days=9)),))

    assert found([ending, WANG])[0].startswith("warn  staff: certificate ends within 30 days: 李医生")


def test_hours_without_anybody_on_duty_are_counted_and_the_first_is_named() -> None:
    weekdays = Duty(windows=(read_window("mon-fri 08:00-20:00"),), tz="Asia/Shanghai")

    said = found([replace(LI, duty=weekdays), WANG])

    assert said == [
        "warn  duty: 108 of the next 168 hours have nobody on duty, first Mon 02 Mar 20:00 (Asia/Shanghai)"
        " — the supervisors are paged then; add on_duty hours and import again"
    ]


def test_nobody_on_duty_at_this_moment_is_told_first() -> None:
    nights = Duty(windows=(read_window("mon-sun 20:00-08:00"),), tz="Asia/Shanghai")

    assert found([replace(LI, duty=nights), WANG])[0].startswith("warn  duty: nobody is on duty now")


def test_a_counsellor_without_any_hours_is_named() -> None:
    said = found([replace(LI, duty=Duty()), WANG])

    assert said[0].startswith("warn  staff: never on duty: 李医生")


def test_a_unit_that_nobody_serves_is_a_failure_of_its_own() -> None:
    said = found([LI, WANG], HQ, MINE)

    assert said == [
        "fail  duty: no counsellor or supervisor with a valid certificate for mine"
        " — import one for the unit or one above it"
    ]


def test_a_wellbeing_manager_alone_does_not_cover_red() -> None:
    said = found([staff("周", Role.WELLBEING_MANAGER), WANG])

    assert any(
        line.startswith("warn  duty: nobody is on duty, now or in the next seven days") for line in said
    )


def test_units_with_the_same_people_are_one_team() -> None:
    below = replace(MINE, parent="hq")

    (team,) = team_up([LI, WANG], {"hq": HQ, "mine": below}, MONDAY)

    assert team.units == ("hq", "mine")
    assert team.staff == (LI, WANG)


def test_home_without_a_verified_crisis_line_is_a_failure() -> None:
    for numbers in ([], [replace(NUMBER, verified_on=None)], [replace(NUMBER, country="LK")]):
        findings = number_findings(numbers, "CN", date(2026, 3, 2))

        assert (findings[0].level, findings[0].what) == (
            "fail",
            "numbers: no verified crisis line for home (CN), so none is shown",
        )


def test_numbers_that_are_old_unverified_or_from_the_future_are_named() -> None:
    today = date(2026, 7, 1)
    numbers = [
        NUMBER,
        replace(NUMBER, number="1", verified_on=None),
        replace(NUMBER, number="2", verified_on=date(2027, 1, 1)),
    ]

    assert [finding.what for finding in number_findings(numbers, "CN", today)] == [
        "numbers: CN crisis 12356 was verified 181 days ago",
        "numbers: CN crisis 1 is not verified and not shown",
        "numbers: CN crisis 2 is verified in the future",
    ]
    assert [finding.level for finding in number_findings([NUMBER], "CN", date(2026, 6, 30))] == ["ok"]


def lines(office: Office, **environment: str) -> list[str]:
    """What the doctor says in this office, at noon."""
    surroundings = {
        "WARMLINE_CONFIG": str(PROJECT / "config.yaml"),
        "DATABASE_URL": f"sqlite:///{office.config.store_path}",
    }
    return [str(finding) for finding in asyncio.run(examine(NOON, surroundings | environment))]


def starting(said: list[str], words: str) -> str:
    """The one line with this beginning."""
    (line,) = [line for line in said if line[6:].startswith(words)]
    return line


def test_a_faulty_configuration_is_all_the_doctor_can_say(tmp_path: Path) -> None:
    faults = "store: 5\nkey_file: 5\nrate: 3\nwaiting: 2\npolling: 1\nreply_mode_idle: soon\n"
    (tmp_path / "config.yaml").write_text(faults, encoding="utf-8")

    findings = asyncio.run(examine(NOON, {"WARMLINE_CONFIG": str(tmp_path / "config.yaml")}))

    assert {finding.level for finding in findings} == {"fail"}
    assert len(findings) > 5


def test_the_doctor_makes_neither_store_nor_key(tmp_path: Path) -> None:
    said = lines(Office(tmp_path))

    assert starting(said, "store:").startswith("warn  store: none yet")
    assert starting(said, "key:").startswith("ok    key: one will be made")
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_order_is_told_with_its_revision_and_staff_by_name(office: Office) -> None:
    office.load(UNITS + STAFF)

    said = lines(office)

    assert starting(said, "store:").endswith(f"revision {HEAD}, whole")
    assert starting(said, "key:").startswith(f"ok    key: {office.config.key_file}")
    assert "李医生" in starting(said, "staff: never pressed Start")
    assert starting(said, "events and letters:").startswith("ok")
    assert (
        starting(said, "token:") == "fail  token: BOT_TOKEN is not set — get one from @BotFather in Telegram"
    )


def test_an_empty_store_lacks_units(office: Office) -> None:
    assert starting(lines(office), "units:").startswith("fail  units: there are none")


def test_a_key_that_others_can_read_is_a_failure(office: Office) -> None:
    office.config.key_file.chmod(0o644)

    assert starting(lines(office), "key:").endswith(f"chmod 600 {office.config.key_file}")


def test_a_missing_wrong_or_broken_key_is_a_failure(office: Office) -> None:
    office.config.key_file.write_text("no key")
    assert starting(lines(office), "key:").startswith("fail")

    assert starting(lines(office, WARMLINE_KEY="A" * 43 + "="), "key: /").startswith("fail")

    office.config.key_file.unlink()
    assert starting(lines(office), "key:").startswith("fail  key: none at")


@pytest.mark.parametrize(("free", "level"), [(10_000_000, "fail"), (100_000_000, "warn")])
def test_a_disk_that_is_nearly_full_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch, free: int, level: str
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))

    assert starting(lines(office), "disk:") == f"{level}  disk: {free // 1_000_000} MB left — make room"


def test_a_damaged_store_and_one_from_the_future_are_failures(office: Office) -> None:
    async def age() -> None:
        store = await office.open()
        async with store.db.transaction() as tx:
            await tx.execute("update alembic_version set version_num = '9999'")
        await store.close()

    asyncio.run(age())
    assert starting(lines(office), "store:").startswith("fail  store: made by a newer Warmline")

    office.config.store_path.write_bytes(b"not a database, but long enough to look at" * 100)
    assert starting(lines(office), "store:").startswith("fail")


def test_what_was_set_aside_is_counted_and_never_shown(office: Office) -> None:
    office.load(UNITS + STAFF)

    async def leave_behind() -> None:
        store = await office.open()
        async with store.db.transaction() as tx:
            await people.ensure_house(tx, store.keys)
            await inbox.add(
                tx, store.keys, [Arrival("tg:1", "1", "house", "update", NOON, {"text": "别告诉别人"})]
            )
            await inbox.quarantine(tx, 1)
            for state in ("failed", "unknown", "unknown"):
                await tx.execute(
                    "insert into outbox (person, subject, priority, queued_at, not_before, state, uid, sealed)"
                    " values ('p', 'p', 1, 0, 0, ?, 'u', x'00')",
                    (state,),
                )
        await store.close()

    asyncio.run(leave_behind())
    said = lines(office)

    assert starting(said, "events:").startswith("warn  events: 1 set aside")
    assert starting(said, "letters:").startswith("warn  letters: 1 failed, 2 unknown")
    assert "别告诉别人" not in "\n".join(said)


async def token_lines(base: str, token: str) -> list[str]:
    config = read_config(
        {"WARMLINE_CONFIG": str(PROJECT / "config.yaml"), "BOT_TOKEN": token, "TELEGRAM_API_BASE": base}
    )
    return [str(finding) for finding in await token_findings(config)]


async def test_the_token_is_asked_for_by_name_and_a_webhook_is_noticed() -> None:
    sandbox = Sandbox()
    await sandbox.start()
    try:
        known = await token_lines(sandbox.base_url, sandbox.token)
        unknown = await token_lines(f"{sandbox.base_url}/bot", "999999:" + "x" * 35)
        async with httpx.AsyncClient() as http:
            url = f"{sandbox.base_url}/bot{sandbox.token}/setWebhook"
            await http.post(url, json={"url": "https://elsewhere.example/hook"})
        hooked = await token_lines(sandbox.base_url, sandbox.token)
    finally:
        await sandbox.stop()
    silent = await token_lines(sandbox.base_url, sandbox.token)

    assert known == ["ok    token: @warmline_sandbox_bot"]
    assert unknown == ["fail  token: Telegram does not know it — copy it again from @BotFather"]
    assert hooked[1].startswith("fail  webhook: one is set, so nothing can be fetched")
    assert "bot webhook delete" in hooked[1]
    assert silent == [
        "fail  line: the Bot API cannot be reached (ConnectError) — check network and TELEGRAM_API_BASE"
    ]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"url": "https://bot.example.org/x"}, "ok    webhook: https://bot.example.org/x, 0 updates wait"),
        ({"url": ""}, "fail  webhook: Telegram does not bring updates to https://bot.example.org/x"),
        (
            {
                "url": "https://bot.example.org/x",
                "pending_update_count": 3,
                "last_error_message": "Connection refused",
            },
            "warn  webhook: 3 updates wait, the last fault was: Connection refused",
        ),
    ],
)
def test_in_webhook_mode_the_doctor_tells_whether_telegram_gets_in(
    tmp_path: Path, said: dict[str, object], line: str
) -> None:
    own = tmp_path / "config.yaml"
    own.write_text("mode: webhook\nwebhook: {url: 'https://bot.example.org/x'}\n", encoding="utf-8")

    (finding,) = hook_findings(read_config({"WARMLINE_CONFIG": str(own)}), said)

    assert str(finding).startswith(line)


async def test_a_bot_that_tells_everybody_around_what_it_is_for_is_noticed() -> None:
    sandbox = Sandbox()
    await sandbox.start()
    try:
        async with httpx.AsyncClient() as http:
            url = f"{sandbox.base_url}/bot{sandbox.token}"
            await http.post(f"{url}/setMyDescription", json={"description": "职工心理热线"})
            await http.post(f"{url}/setMyShortDescription", json={"short_description": "Counselling, 24 h"})
        lines = await token_lines(sandbox.base_url, sandbox.token)
    finally:
        await sandbox.stop()

    assert [line.split(" — ")[0] for line in lines[1:]] == [
        'warn  name: the description of the bot has "心理" in it, which a phone shows to everybody around',
        'warn  name: the short description of the bot has "Counsel" in it, which a phone shows to everybody around',
    ]


@pytest.mark.parametrize("token", ["nonsense", "123:with space", "abc:def"])
async def test_a_token_that_looks_like_none_is_not_even_asked_for(token: str) -> None:
    assert await token_lines("http://127.0.0.1:1", token) == [
        "fail  token: BOT_TOKEN does not look like one — copy it again from @BotFather"
    ]
