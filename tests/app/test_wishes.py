"""What is kept of a wish, and where it is not shown."""

from __future__ import annotations

from pathlib import Path

from bot.app.stage import LI, LIU, WANG, ZHAO, Citizen
from bot.domain.people import Role
from tests.street import Street

CANTONESE = Citizen("李医生", 2001, "hq", Role.COUNSELLOR, duty="always", gender="f", dialects=("粤语",))


async def wishing(street: Street, *after: str) -> None:
    liu, _, _ = (street.phone(number) for number in (1001, 2001, 2002))
    await liu.says("/talk")
    for caption in ("还行", "工作上的事", "先不写", "约时间、挑人", "只有我和接手的人", "都可以", *after):
        await liu.presses(caption)


async def arranged(street: Street) -> None:
    """A talk at 12:00 there, in two hours and a half, which Doctor Li has taken."""
    liu, li = street.phone(1001), street.phone(2001)
    await liu.says("/talk")
    talk = ("挺好", "工作上的事", "先不写", "约时间、挑人", "只有我和接手的人", "我定个时间")
    for caption in talk:
        await liu.presses(caption)
    await liu.says("中午12点")
    await li.presses("接手")


async def state(street: Street) -> tuple[str, str]:
    ((colour, state),) = await street.store.db.fetch("select colour, state from cases")
    return colour, state


async def sealed(street: Street) -> list[bytes | None]:
    return [row[0] for row in await street.store.db.fetch("select wishes from cases")]


async def test_a_wish_is_sealed_and_what_is_no_speech_of_the_roster_never_reaches_a_card(
    tmp_path: Path,
) -> None:
    citizens = (LIU, CANTONESE, Citizen(ZHAO.name, 2002, "hq", Role.COUNSELLOR, duty="always", gender="m"))
    street = await Street.open(tmp_path, citizens=citizens)
    await wishing(street)
    await street.phone(1001).says("班长欺负我")
    await street.phone(1001).presses("现在")

    pages = [street.phone(2001).last.text, street.phone(2002).last.text]
    assert all("🟢" in page or "🟡" in page for page in pages)
    assert not any("班长" in page or "希望" in page for page in pages)
    await street.close()


async def test_a_speech_of_the_roster_is_on_the_card_and_sealed_in_the_store(tmp_path: Path) -> None:
    citizens = (LIU, CANTONESE, Citizen(ZHAO.name, 2002, "hq", Role.COUNSELLOR, duty="always", gender="m"))
    street = await Street.open(tmp_path, citizens=citizens)
    await wishing(street)
    await street.phone(1001).says("会讲粤语的")
    await street.phone(1001).presses("现在")

    assert "希望：粤语" in street.phone(2001).last.text
    assert street.phone(2002).screen == []
    (wishes,) = await sealed(street)
    assert wishes is not None
    assert "粤语".encode() not in wishes
    await street.close()


async def test_a_case_without_a_wish_keeps_none(tmp_path: Path) -> None:
    street = await Street.open(tmp_path, citizens=(LIU, LI, ZHAO, WANG))
    await street.phone(1001).says("我撑不住了")

    assert await sealed(street) == [None]
    await street.close()


async def test_red_before_the_hour_that_was_agreed_starts_the_clock_of_whoever_has_the_case(
    tmp_path: Path,
) -> None:
    street = await Street.open(tmp_path, citizens=(LIU, LI, ZHAO, WANG))
    await arranged(street)

    await street.phone(1001).says("我不想活了")
    assert await state(street) == ("red", "claimed")
    await street.skip(minutes=3)

    assert await state(street) == ("red", "escalating")
    await street.close()


async def test_whoever_writes_again_after_the_end_is_not_made_to_wait_for_an_hour_of_the_time_before(
    tmp_path: Path,
) -> None:
    street = await Street.open(tmp_path, citizens=(LIU, LI, ZHAO, WANG))
    li = street.phone(2001)
    await arranged(street)
    await li.presses("打开")
    await li.says("我在")
    await li.says("/close 谈过了")

    await street.phone(1001).says("我不想活了")
    await li.presses("接手")
    assert await state(street) == ("red", "claimed")
    await street.skip(minutes=3)

    assert await state(street) == ("red", "escalating")
    await street.close()


async def test_reading_before_the_hour_that_was_agreed_does_not_bring_it_forward(tmp_path: Path) -> None:
    street = await Street.open(tmp_path, citizens=(LIU, LI, ZHAO, WANG))
    li = street.phone(2001)
    await arranged(street)
    await li.presses("打开")
    await li.presses("在看了")
    _, before = await state(street)

    await street.skip(minutes=30)

    assert (before, (await state(street))[1]) == ("claimed", "claimed")
    await street.skip(hours=2, minutes=10)
    assert (await state(street))[1] == "escalating"
    await street.close()
