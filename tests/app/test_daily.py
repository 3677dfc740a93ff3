"""The daily question in hands that should not have it, and word of it to whoever should not hear."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.checkins import HELLO
from bot.domain.consent import Answer, Consent
from bot.domain.messages import Priority
from bot.domain.people import Grant, Role
from bot.store import consents, outbox, people
from tests.street import LI, NOON, WANG, Citizen, Street

LIU = Citizen("刘师傅", 1001, "lk", Role.EMPLOYEE, asked=True)
ZHOU = Citizen("周联络员", 3001, "lk", Role.LIAISON)


async def test_a_forged_mood_beside_people_is_no_answer_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    street = await Street.open(
        tmp_path, citizens=(LIU, LI, WANG), start=datetime(2026, 11, 24, 14, tzinfo=UTC)
    )
    liu = street.phone(1001)
    await liu.says("/help")
    await street.skip(hours=13)
    mood = next(data for _, data in liu.last.buttons if data.endswith(".okay"))
    await liu.presses("找人聊聊")

    await liu.presses_data(mood.replace(".okay", ".splendid"))

    assert [one.message for one in caplog.records if one.levelno >= logging.WARNING] == []
    assert await street.store.db.fetch("select 1 from checkin") == []
    await street.close()


@pytest.mark.parametrize("role", [Role.LIAISON, Role.EMPLOYEE])
async def test_a_liaison_is_asked_to_say_hello_only_while_they_are_one(tmp_path: Path, role: Role) -> None:
    street = await Street.open(tmp_path, citizens=(LIU, LI, WANG, ZHOU))
    zhou = street.phone(3001)
    async with street.store.db.transaction() as tx:
        await consents.write(tx, [("person1001", Consent("liaison", 1, NOON, Answer.GIVEN))])
        until = NOON + timedelta(days=1)
        await outbox.prompt(
            tx, HELLO, [("person3001", "person1001")], NOON, until=until, priority=Priority.REMINDER
        )
        await people.set_grants(tx, "person3001", [("now", Grant(role, "lk"))])

    await street.settle()

    assert any("刘师傅" in text for text in zhou.texts) is (role is Role.LIAISON)
    await street.close()
