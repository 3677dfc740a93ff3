"""What monitoring is told: numbers and parts, and nothing of anybody."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.app.health import health_app
from bot.app.lookout import Lookout, Systemd
from bot.app.serving import Door
from bot.app.signs import Signs
from bot.app.watchdog import Watchdog
from bot.domain.vitals import OWED, WORKERS, Part
from tests.app.test_signs import Seconds
from tests.street import Street

CANARY = "canary-我不想活了"


async def asked(app: Starlette, path: str, host: str = "127.0.0.1", method: str = "GET") -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}:9464") as http:
        return await http.request(method, path)


async def metrics(app: Starlette) -> dict[tuple[str, str], float]:
    """Every sample by its name and the values of its labels in the order of their names."""
    said = (await asked(app, "/metrics")).text
    return {
        (sample.name, " ".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(said)
        for sample in family.samples
    }


async def test_health_is_starting_then_ok_then_ailing_with_the_part_that_is() -> None:
    seconds = Seconds()
    signs = Signs(seconds)
    app = health_app(signs, "polling")

    starting = await asked(app, "/healthz")
    for part in WORKERS:
        signs.well(part)
    well = await asked(app, "/healthz")
    signs.begins(Part.DESK)
    seconds.now += OWED + 1
    ailing = await asked(app, "/healthz")

    assert (starting.status_code, starting.json()["status"]) == (503, "starting")
    assert (well.status_code, well.json()["status"], well.json()["mode"]) == (200, "ok", "polling")
    assert well.json()["parts"]["desk"] == {"state": "resting", "age": 0.0}
    assert (ailing.status_code, ailing.json()["status"]) == (503, "ailing")
    assert ailing.json()["parts"]["desk"] == {"state": "stuck", "age": OWED + 1}
    assert ailing.json()["parts"]["intake"]["state"] == "resting"
    assert ailing.json()["up"] == OWED + 1


@pytest.mark.parametrize(
    ("path", "host", "method", "status"),
    [
        ("/metrics", "localhost", "GET", 200),
        ("/metrics", "rebound.example", "GET", 400),
        ("/healthz", "rebound.example", "GET", 400),
        ("/metrics", "127.0.0.1", "POST", 405),
        ("/tg/door", "127.0.0.1", "POST", 404),
    ],
)
async def test_only_this_machine_s_own_names_are_answered(
    path: str, host: str, method: str, status: int
) -> None:
    assert (await asked(health_app(Signs(), "polling"), path, host, method)).status_code == status


async def test_a_night_at_the_desk_in_numbers_and_nothing_of_anybody(street: Street) -> None:
    signs, wang = street.house.signs, street.phone(2003)
    app = health_app(signs, "webhook")
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says(f"我不想活了 {CANARY}")
    await street.phone(5000, f"新人{CANARY}").says(f"/talk {CANARY}")
    await street.skip(minutes=3)
    await li.presses("接手")
    await li.presses("打开")
    await li.says(CANARY)
    await street.house.intake.accept([{"update_id": 9, "message": {"text": CANARY}}])
    await street.settle()
    dog = Watchdog(signs, street.store, street.channel, street.clock, counting=True)
    await dog._count()

    found = await metrics(app)
    lines = (await asked(app, "/metrics")).text.splitlines()
    # the values apart: any number may have somebody's digits in it
    said = [line.rpartition(" ")[0] for line in lines if not line.startswith("#")]
    said += [line for line in lines if line.startswith("#")]
    said += [json.dumps((await asked(app, "/healthz")).json()["parts"])]

    assert found["warmline_updates_total", "polling"] >= 6
    assert found["warmline_turns_total", "update played"] >= 5
    assert found["warmline_turns_total", "update set_aside"] == found["warmline_set_aside", ""] == 1
    assert found["warmline_turn_seconds_count", ""] >= 6
    assert found["warmline_letters_total", "sent urgent"] > 0
    assert found["warmline_pages_total", "red"] == found["warmline_red_page_seconds_count", ""] > 0
    assert found["warmline_red_page_seconds_bucket", "+Inf"] == found["warmline_red_page_seconds_count", ""]
    assert found["warmline_open_cases", "red case"] == 2
    assert found["warmline_ailing", "stuck desk"] == 0
    assert found["warmline_inbox_waiting", ""] == 0
    assert found["process_resident_memory_bytes", ""] > 0
    cards = [message.text for message in (*wang.screen, *li.screen)]
    code = next(text for text in cards if "🔴" in text).split(" ")[0]
    assert len(code) >= 5
    for word in (CANARY, "canary", code, "刘师傅", "李医生", "新人", "person", "1001", "5000", "lk-"):
        assert [line for line in said if word in line] == []


async def test_what_waits_and_what_was_lost_is_told_with_the_age_of_the_oldest(street: Street) -> None:
    liu = street.phone(1001)
    await liu.says("/sos", settle=False)
    await street.house.frontdesk.work()
    await liu.says("/sos", settle=False)
    dog = Watchdog(street.house.signs, street.store, street.channel, street.clock, counting=True)
    async with street.store.db.transaction() as tx:
        await tx.execute("update inbox set at = at - 90000 where state = 'ready'")
        await tx.execute("update outbox set not_before = not_before - 60000")
        await tx.execute(
            "insert into outbox (person, subject, priority, queued_at, not_before, state, uid, sealed)"
            " values ('p', 'p', 1, 0, 0, 'unknown', 'u', ?)",
            (b"\0",),
        )
    await dog._count()

    found = await metrics(health_app(street.house.signs, "polling"))

    assert found["warmline_inbox_waiting", ""] == 1
    assert found["warmline_inbox_oldest_seconds", ""] == 90
    assert found["warmline_outbox_waiting", "reply"] == 1
    assert found["warmline_outbox_oldest_seconds", ""] == 60
    assert found["warmline_letters_lost", "unknown"] == 1


async def test_each_bot_has_numbers_of_its_own() -> None:
    one, other = Signs(), Signs()
    one.counts["updates", "polling"] += 1

    assert ("warmline_updates_total", "polling") not in await metrics(health_app(other, "polling"))
    assert (await metrics(health_app(one, "polling")))["warmline_updates_total", "polling"] == 1


async def test_health_is_told_from_outside_the_loop_that_is_looked_after() -> None:
    """The loop of this test stands for a blocked one: it asks without letting anybody else have a turn."""
    signs = Signs()
    door = Door(health_app(signs, "polling"), "127.0.0.1", 0)
    lookout = Lookout(signs, systemd=Systemd({}), door=door)
    lookout.start()

    answer: Any = httpx.get(f"http://127.0.0.1:{door.port}/healthz", trust_env=False)  # noqa: ASYNC210
    await asyncio.sleep(0)
    lookout.stop()

    assert (answer.status_code, answer.json()["status"]) == (503, "starting")
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{door.port}/healthz", trust_env=False)  # noqa: ASYNC210
