"""The bot as a process: what it needs, what it refuses, how it ends, and what a violent end costs."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.sandbox import Fault, FaultKind, Sandbox
from bot.sandbox.line import Line
from tests.app.test_lookout import Init
from tests.e2e.conftest import on_both
from tests.e2e.station import CANARY, LI, LIU, TOKEN, WANG, ZHAO, Nursery, Station, free_port

Opening = Callable[..., Awaitable[Station]]


async def test_people_are_imported_once_whatever_number_of_times_it_is_said(open_station: Opening) -> None:
    station = await open_station()

    again = await station.import_people()

    assert again.status == 0
    assert again.err == ""
    assert again.out == "units: 0 new, 0 changed; people: 0 new, 0 changed, 5 unchanged\n"


async def test_without_a_token_one_line_says_what_to_do(open_station: Opening) -> None:
    station = await open_station()
    environment = {name: value for name, value in station.environment.items() if name != "BOT_TOKEN"}

    ended = await station.command("run", environment=environment)

    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "@BotFather" in ended.err
    assert ended.out == ""


async def test_a_token_that_telegram_does_not_know_ends_in_one_line(
    open_station: Opening, sandbox: Sandbox
) -> None:
    station = await open_station()
    other = "7000001:AAE-another-0123456789-abcdefghijklm"

    ended = await station.command("run", environment=station.environment | {"BOT_TOKEN": other})

    assert ended.status == 1
    assert "BotFather" in ended.err.splitlines()[-1]
    assert other not in ended.err


@pytest.mark.file
async def test_a_second_process_on_the_same_store_refuses_in_one_line(open_station: Opening) -> None:
    station = await open_station()
    await station.start()

    second = await station.command("run")

    assert second.status == 1
    assert second.err.count("\n") == 1
    assert "another Warmline" in second.err
    station.phone(LIU).says("/sos")
    await station.phone(LIU).sees("先叫身边的人")


@on_both
async def test_a_signal_ends_it_at_once_and_the_next_start_goes_on(open_station: Opening) -> None:
    station = await open_station()
    liu = station.phone(LIU)
    await station.start()
    liu.says("/start")
    await liu.taps("中文")
    await liu.taps("先别看")
    await liu.taps("不用来")
    await liu.sees("想做点什么")

    status, seconds = await station.end(signal.SIGTERM)
    liu.person.presses("说几句")
    await station.start()

    assert (status, seconds < 2) == (0, True)
    await liu.sees("这会儿怎么样")
    assert len(liu.screen) == 5


async def test_a_kill_in_the_middle_loses_nothing_and_says_nothing_twice(
    open_station: Opening, sandbox: Sandbox, nursery: Nursery
) -> None:
    station = await open_station()
    liu, li, zhao = (station.phone(number) for number in (LIU, LI, ZHAO))
    await station.start()
    # how one starts is seen by now
    station.nursery = nursery
    liu.says(f"我撑不下去了，不想活了 {CANARY} 0")
    await li.taps("接手")
    await zhao.sees("已由 李医生 接手")
    await li.offers("打开")
    # each act finds the bot dead, or the bot dies as soon as it has begun to work on it
    await station.end(signal.SIGKILL)
    li.person.presses("打开")
    liu.says(f"你们在吗 {CANARY} 1")
    await station.start()
    await li.sees(f"{CANARY} 0")
    for line in range(2, 5):
        li.says(f"在的 {CANARY} {line}")
        liu.says(f"好 {CANARY} {line}")
        await sandbox.until(lambda: sandbox.pending_updates == 0)
        await station.end(signal.SIGKILL)
        await station.start()
    for line in range(2, 5):
        await liu.sees("李医生", f"{CANARY} {line}")
        await li.sees(f"{CANARY} {line}")
    await li.sees(f"{CANARY} 1")
    li.says("/close 谈过了，同屋在")
    await li.taps("确定结束")
    await liu.sees("先陪您到这儿")
    await station.end(signal.SIGTERM)

    for reader, lines in ((liu, range(2, 5)), (li, range(5))):
        for line in lines:
            copies = reader.showing(f"{CANARY} {line}")
            # a copy that may be one says so; all but the first do
            assert sum("可能重复" not in copy.text for copy in copies) <= 1
    assert len(zhao.showing("斯里兰卡")) <= 2


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_was_asked_of_a_bot_that_is_down_is_answered_when_it_is_back(
    open_station: Opening, sandbox: Sandbox, mode: str
) -> None:
    station = await open_station(mode=mode)
    liu, li = station.phone(LIU), station.phone(LI)
    await station.start()
    await station.end(signal.SIGKILL)
    liu.says(f"我不想活了 {CANARY}")

    await station.start()

    await liu.sees("谢谢您说出来")
    await li.sees("斯里兰卡")
    assert sandbox.pending_updates == 0
    assert len(liu.showing("谢谢您说出来")) == 1


async def test_a_bot_that_would_poll_leaves_a_webhook_alone_and_says_what_to_do(
    open_station: Opening, sandbox: Sandbox
) -> None:
    station = await open_station()
    hook = {"url": "https://elsewhere.example", "secret": "", "max_connections": 40}
    sandbox.world.settings["webhook"] = hook

    ended = await station.command("run")

    assert ended.status == 1
    assert "python -m bot webhook delete" in ended.err.splitlines()[-1]
    assert sandbox.world.settings["webhook"] == hook


async def test_it_waits_for_a_line_that_is_down_at_the_start(open_station: Opening, sandbox: Sandbox) -> None:
    station = await open_station()
    sandbox.fault(Fault(FaultKind.CUT, "getMe", times=1))
    sandbox.fault(Fault(FaultKind.CUT, "getWebhookInfo", times=1))

    await station.start()

    station.phone(LIU).says("/sos")
    await station.phone(LIU).sees("先叫身边的人")


async def test_monitoring_is_told_from_start_to_stop(open_station: Opening, sandbox: Sandbox) -> None:
    station = await open_station()
    beats, init = [], Init(station.folder)

    async def switch(scope: Any, _receive: Any, send: Any) -> None:
        beats.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    line, port = Line(switch), free_port()
    address = f"http://127.0.0.1:{await line.open(0)}/beat-5e21"
    station.set_up(health={"port": port, "heartbeat": address})
    station.surroundings["NOTIFY_SOCKET"] = init.path
    await station.start()
    await sandbox.until(lambda: beats)
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{port}") as http:
        health, metrics = await http.get("/healthz"), await http.get("/metrics")
    status, seconds = await station.end(signal.SIGTERM)
    await line.close()
    told = init.told()
    init.close()

    assert (health.status_code, health.json()["status"]) == (200, "ok")
    assert "warmline_loop_lag_seconds_count" in metrics.text
    assert (told[0], told[-1]) == ("READY=1", "STOPPING=1")
    assert "WATCHDOG=1" in told
    assert (status, seconds < 2) == (0, True)
    assert "beat-5e21" not in station.log


async def test_the_doctor_finds_nothing_wrong_with_a_working_station(open_station: Opening) -> None:
    station = await open_station()
    await station.start()
    for number in (LI, ZHAO, WANG):
        station.phone(number).says("/start")
        await station.phone(number).sees("值班台")

    found = await station.command("doctor")

    assert found.status == 0
    assert not [line for line in found.out.splitlines() if line.startswith("fail")]
    assert "somebody on duty in each of the next 168 hours" in found.out
    assert TOKEN not in found.out + found.err


@pytest.mark.file
async def test_a_demo_without_its_key_says_how_to_start_anew(open_station: Opening) -> None:
    station = await open_station()
    (station.folder / "warmline.key").unlink()

    ended = await station.command("demo", "--port", "0", "--folder", str(station.folder))

    assert ended.status == 1
    assert "make demo FRESH=1" in ended.err.splitlines()[-1]
