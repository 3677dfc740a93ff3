"""Damaged rows: whoever they concern is heard all the same, everybody else too, and a human is told."""

from __future__ import annotations

import pytest

from bot.store import inbox
from tests.street import Street


async def damage(street: Street, table: str, where: str) -> None:
    """Flips one bit at the end of what is sealed, as a bad disk would."""
    column = "wrapped" if table == "data_key" else "sealed"
    async with street.store.db.transaction() as tx:
        rows = await tx.fetch(f"select {column} from {table} where {where}")
        for (sealed,) in rows:
            spoilt = bytes([*sealed[:-1], sealed[-1] ^ 1])
            await tx.execute(f"update {table} set {column} = ? where {column} = ?", (spoilt, sealed))
    assert rows


async def test_who_speaks_after_their_session_was_damaged_is_heard(street: Street) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await liu.says("/talk")
    await damage(street, "session", "lane = 'person1001'")

    await liu.says("我不想活了")

    assert "请别一个人待着" in "".join(liu.texts)
    assert "🔴 红" in li.last.text
    assert "session" in wang.last.text
    assert await inbox.quarantined(street.store.db) == 0


async def test_a_damaged_case_is_told_by_its_code_and_the_next_words_open_a_new_one(street: Street) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await liu.says("我不想活了")
    code = (await street.store.db.fetch("select code from cases"))[0][0]
    await damage(street, "cases", "1 = 1")
    li.news()

    await liu.says("我还是不想活了")

    assert [text for text in wang.texts if text.startswith(f"{code}：这件事的记录坏了")]
    assert len(await street.store.db.fetch("select 1 from cases")) == 2
    assert "🔴 红" in li.news()[-1].text
    await li.says("/cases")
    assert "🔴" in li.last.text
    assert await inbox.quarantined(street.store.db) == 0


async def test_a_damaged_record_of_one_colleague_leaves_the_others_at_work(street: Street) -> None:
    liu, li, wang = street.phone(1001), street.phone(2001), street.phone(2003)
    await damage(street, "person", "id = 'person2002'")

    await liu.says("我不想活了")

    assert "请别一个人待着" in "".join(liu.texts)
    assert "🔴 红" in li.last.text
    assert len([text for text in wang.texts if "person2002" in text]) == 1


async def test_a_letter_to_somebody_whose_record_is_damaged_fails_and_the_others_go(street: Street) -> None:
    liu, smith = street.phone(1001), street.phone(1003)
    await liu.says("/talk", settle=False)
    await smith.says("/talk", settle=False)
    await street.house.frontdesk.work()
    await damage(street, "person", "id = 'person1001'")

    await street.settle()

    assert "How are you doing" in smith.last.text
    assert liu.screen[1:] == []
    rows = await street.store.db.fetch("select state, reason from outbox where person = 'person1001'")
    assert {state for state, _ in rows} == {"failed"}


@pytest.mark.parametrize("table", ["data_key", "person"])
async def test_who_cannot_be_read_at_all_gets_numbers_to_call_and_a_human_is_told(
    street: Street, table: str
) -> None:
    liu, wang = street.phone(1001), street.phone(2003)
    await liu.says("你好")
    await damage(street, table, "owner = 'person1001'" if table == "data_key" else "id = 'person1001'")
    again = await street.reopen()
    liu.news()

    await liu.says("我不想活了")

    assert [message for message in liu.news() if "已经在叫人" in message.text or "110" in message.text]
    assert [text for text in wang.texts if "没能处理" in text]
    assert await inbox.quarantined(again.store.db) == 1
    await again.close()


async def test_under_a_damaged_day_key_what_comes_next_is_taken_in(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("/talk")
    await damage(street, "data_key", "owner like 'day:%'")
    again = await street.reopen()

    await liu.says("我不想活了")

    assert "🔴 红" in li.last.text
    await again.close()
