"""A case as the people in it live through it."""

from __future__ import annotations

from tests.street import Street


async def test_red_words_are_answered_and_paged_at_once(street: Street) -> None:
    liu, li, zhao, wang = (street.phone(n) for n in (1001, 2001, 2002, 2003))

    await liu.says("我不想活了")

    assert "我收到了" in liu.last.text
    assert [b for b, _ in li.last.buttons] == ["接手", "接不了，下一位"]
    assert zhao.last.text == li.last.text
    assert wang.screen == []


async def test_a_page_carries_no_name_and_no_content(street: Street) -> None:
    liu, li = street.phone(1001), street.phone(2001)

    await liu.says("我不想活了，今晚就走")

    assert "刘" not in li.last.text
    assert "不想活" not in li.last.text
    assert "斯里兰卡" in li.last.text
    assert "09:30" in li.last.text
    assert "12:00" in li.last.text
