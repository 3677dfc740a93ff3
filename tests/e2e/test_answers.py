"""Everything Telegram and the line to it may answer: what the bot does then, over real HTTP."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import intake, postman
from bot.sandbox import Fault, FaultKind, Limits, Sandbox
from bot.store import cases, inbox
from bot.store.cases import EntryKind
from tests.e2e.nearby import PATIENCE, Nearby
from tests.e2e.station import CANARY, LI, LIU, WANG, ZHAO

SMITH = 1003
RED = f"我撑不下去了，不想活了 {CANARY}"
ANSWERED = "谢谢您说出来"
SOS = "先叫身边的人"
REPEATED = "可能重复"


@pytest.fixture(autouse=True)
def quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same pauses, ten times as short: how long they are is tested where the clock is a fake."""
    monkeypatch.setattr(intake, "BACK_OFF", tuple(pause / 10 for pause in intake.BACK_OFF))
    monkeypatch.setattr(postman, "BACK_OFF", tuple(pause / 10 for pause in postman.BACK_OFF))
    monkeypatch.setattr(postman, "LINE_DOWN", postman.LINE_DOWN / 10)


# -- fetching ------------------------------------------------------------------------------------


async def test_a_second_poller_is_told_to_the_supervisor_once_and_outlived(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    await nearby.start()
    sandbox.fault(Fault(FaultKind.CONFLICT, "getUpdates", times=6))
    nearby.phone(LIU).says("/sos")

    await nearby.phone(WANG).sees("另一个程序")
    await nearby.phone(LIU).sees(SOS)

    assert len(nearby.phone(WANG).showing("另一个程序")) == 1
    assert len(nearby.phone(LIU).showing(SOS)) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.HANG, "getUpdates", times=1),
        Fault(FaultKind.HANG, "getUpdates", times=1, after=True),
        Fault(FaultKind.ERROR, "getUpdates", times=3, code=502),
        Fault(FaultKind.FLOOD, "getUpdates", times=2, retry_after=0),
        Fault(FaultKind.CUT, "getUpdates", times=1, after=True),
        Fault(FaultKind.DELAY, "getUpdates", times=2, seconds=PATIENCE / 2, after=True),
    ],
    ids=lambda fault: f"{fault.kind.name.lower()}{'_after' if fault.after else ''}",
)
async def test_whatever_happens_to_a_fetch_what_was_written_is_answered_once(
    nearby: Nearby, sandbox: Sandbox, fault: Fault
) -> None:
    await nearby.start()
    liu = nearby.phone(LIU)
    sandbox.fault(fault)

    liu.says(RED)

    await liu.sees(ANSWERED)
    await sandbox.until(lambda: sandbox.pending_updates == 0 and not sandbox.faults.standing)
    await nearby.house.until_idle()
    assert len(liu.showing(ANSWERED)) == 1


async def test_updates_that_come_again_and_in_any_order_are_handled_once_and_in_theirs(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    liu, li = nearby.phone(LIU), nearby.phone(LI)
    sandbox.fault(Fault(FaultKind.TWICE, "getUpdates", times=None))
    sandbox.fault(Fault(FaultKind.SHUFFLED, "getUpdates", times=None))
    for line in (RED, "一", "二", "三"):
        liu.says(line)

    await nearby.start()
    await li.taps("接手")
    await li.taps("打开")
    await li.sees("三")

    assert await _said(nearby) == [RED, "一", "二", "三"]
    assert len(liu.showing(ANSWERED)) == 1


async def test_a_backlog_of_a_day_is_worked_off_and_whoever_was_in_need_in_it_is_answered_once(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    liu, smith = nearby.phone(LIU), nearby.phone(SMITH)
    for hour in range(24, 0, -1):
        smith.person.says(f"hello {hour}", ago=timedelta(hours=hour))
    liu.person.says(RED, ago=timedelta(hours=3))

    await nearby.start()

    await liu.sees(ANSWERED)
    await nearby.phone(LI).sees("斯里兰卡")
    await sandbox.until(lambda: sandbox.pending_updates == 0)
    await nearby.house.until_idle()
    assert len(liu.showing(ANSWERED)) == 1
    assert await inbox.quarantined(nearby.house.store.db) == 0


# -- sending -------------------------------------------------------------------------------------


async def test_a_storm_of_floods_delays_and_neither_loses_nor_repeats(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    await nearby.start()
    sandbox.fault(Fault(FaultKind.FLOOD, "sendMessage", times=12, retry_after=0))

    nearby.phone(LIU).says(RED)

    await nearby.phone(LIU).sees(ANSWERED)
    for number in (LI, ZHAO):
        await nearby.phone(number).sees("斯里兰卡")
    await nearby.house.until_idle()
    assert not sandbox.faults.standing
    for number in (LIU, LI, ZHAO):
        texts = Counter(message.text for message in nearby.phone(number).screen)
        assert max(texts.values()) == 1
        assert not nearby.phone(number).showing(REPEATED)


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.ERROR, "sendMessage", LIU, code=500),
        Fault(FaultKind.ERROR, "sendMessage", LIU, times=2, code=504),
        Fault(FaultKind.HANG, "sendMessage", LIU),
        Fault(FaultKind.CUT, "sendMessage", LIU),
    ],
    ids=["500", "504", "half_open", "cut"],
)
async def test_an_answer_that_never_came_brings_the_words_again_marked_as_perhaps_a_copy(
    nearby: Nearby, sandbox: Sandbox, fault: Fault
) -> None:
    await nearby.start()
    sandbox.fault(fault)

    nearby.phone(LIU).says(RED)

    await nearby.phone(LI).sees("斯里兰卡")
    await nearby.phone(LIU).sees(REPEATED, ANSWERED)
    assert len(nearby.phone(LIU).showing(ANSWERED)) == 1


@pytest.mark.parametrize("kind", [FaultKind.CUT, FaultKind.HANG])
async def test_an_answer_lost_after_delivery_brings_one_copy_that_says_so(
    nearby: Nearby, sandbox: Sandbox, kind: FaultKind
) -> None:
    await nearby.start()
    sandbox.fault(Fault(kind, "sendMessage", LIU, after=True))

    nearby.phone(LIU).says("/sos")

    await nearby.phone(LIU).sees(REPEATED)
    marks = [REPEATED in message.text for message in nearby.phone(LIU).showing(SOS)]
    assert marks == [False, True]


async def test_an_answer_that_is_merely_slow_is_waited_for(nearby: Nearby, sandbox: Sandbox) -> None:
    await nearby.start()
    sandbox.fault(Fault(FaultKind.DELAY, times=None, seconds=PATIENCE / 3))

    nearby.phone(LIU).says(RED)

    await nearby.phone(LIU).sees(ANSWERED)
    await nearby.phone(LI).sees("斯里兰卡")
    assert not nearby.phone(LIU).showing(REPEATED)


async def test_while_all_sockets_are_half_open_nothing_is_lost_and_the_page_goes_out_after(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    await nearby.start()
    sandbox.fault(Fault(FaultKind.HANG, times=None))
    nearby.phone(LIU).says(RED)
    await sandbox.until(lambda: sum(name == "sendMessage" for name, _ in sandbox.calls) >= 3)

    sandbox.faults.clear()

    await nearby.phone(LIU).sees(ANSWERED)
    await nearby.phone(LI).sees("斯里兰卡")
    assert len(nearby.phone(LI).showing("斯里兰卡")) == 1


@pytest.mark.parametrize("kind", [FaultKind.BLOCKED, FaultKind.DEACTIVATED, FaultKind.NO_CHAT])
async def test_whoever_cannot_be_reached_any_more_is_looked_for_by_a_human(
    nearby: Nearby, sandbox: Sandbox, kind: FaultKind
) -> None:
    await nearby.start()
    liu, li = nearby.phone(LIU), nearby.phone(LI)
    liu.says(RED)
    await li.taps("接手")
    await li.taps("打开")
    await li.sees("对方都会收到")
    sandbox.fault(Fault(kind, "sendMessage", LIU))

    li.says("您还在吗")

    await li.sees("对方现在收不到消息了")
    await li.sees("失败")


async def test_words_whose_markup_is_refused_arrive_plain(nearby: Nearby, sandbox: Sandbox) -> None:
    await nearby.start()
    sandbox.fault(Fault(FaultKind.ENTITIES, "sendMessage", LIU))

    nearby.phone(LIU).says("/sos")

    shown = await nearby.phone(LIU).sees(SOS)
    assert "<" not in shown.text
    assert not nearby.phone(LIU).showing(REPEATED)


async def test_a_press_that_was_answered_too_late_still_does_what_it_says(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    await nearby.start()
    nearby.phone(LIU).says(RED)
    li = nearby.phone(LI)
    await li.offers("接手")
    sandbox.fault(Fault(FaultKind.OLD_QUERY, "answerCallbackQuery", LI))

    await li.taps("接手")

    await nearby.phone(LIU).sees("李医生接手了")
    await nearby.house.until_idle()
    assert not sandbox.faults.standing


async def test_an_edit_that_changes_nothing_is_done_and_the_next_one_works(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    await nearby.start()
    nearby.phone(LIU).says(RED)
    li, zhao = nearby.phone(LI), nearby.phone(ZHAO)
    await zhao.offers("接手")
    sandbox.fault(Fault(FaultKind.NOT_MODIFIED, "editMessageText", LI))

    await li.taps("接手")

    await zhao.sees("已由 李医生 接手")
    await nearby.house.until_idle()
    assert not sandbox.faults.standing
    assert not li.showing(REPEATED)
    rows = await nearby.house.store.db.fetch("select count(*) from outbox where state = 'failed'")
    assert rows[0][0] == 0


async def test_a_group_that_became_another_is_left_under_its_new_number(
    nearby: Nearby, sandbox: Sandbox
) -> None:
    old, new = sandbox.group(-5), sandbox.group(-1005)
    liu = nearby.phone(LIU)
    sandbox.fault(Fault(FaultKind.MIGRATED, "leaveChat", -5, migrate_to=-1005))
    await nearby.start()

    liu.person.invites_bot(old)
    new.present = True

    await sandbox.until(lambda: not new.present)
    left = [params["chat_id"] for name, params in sandbox.calls if name == "leaveChat"]
    assert left == [-5, -1005]


async def test_within_telegrams_own_limits_a_rush_goes_out_whole_and_hardly_ever_too_fast(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    rate = {"per_second": 30, "per_chat_per_second": 1, "chat_burst": 3}
    nearby = await Nearby.open(tmp_path, sandbox, rate=rate)
    strangers = [sandbox.user(5000 + number, language_code="zh") for number in range(15)]
    limits = sandbox.limits = Limits()
    for stranger in strangers:
        stranger.says("/sos")

    await nearby.start()
    phones = [nearby.phone(stranger.id) for stranger in strangers]
    await sandbox.until(lambda: all(phone.showing(SOS) for phone in phones), timeout=30)
    await nearby.close()

    assert all(len(phone.showing(SOS)) == 1 for phone in phones)
    assert limits.refused < len(strangers) / 4


async def _said(nearby: Nearby) -> list[str]:
    """What the journals keep of what people wrote."""
    store = nearby.house.store
    ids = [str(row[0]) for row in await store.db.fetch("select id from cases")]
    journals = await cases.journals(store.db, store.keys, ids)
    return [
        str(entry.body["text"])
        for journal in journals.values()
        for entry in journal
        if entry.kind is EntryKind.SAID
    ]
