"""getUpdates: what waits, what is confirmed, and who else is asking."""

from __future__ import annotations

import asyncio
from time import monotonic

import pytest

from bot.sandbox import Person, Sandbox
from tests.sandbox.bare_bot import BareBot


async def test_only_an_offset_above_an_update_confirms_it(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    liu.says("一")
    liu.says("二")
    first, second = [each["update_id"] for each in await bot.call("getUpdates")]

    assert [each["update_id"] for each in await bot.call("getUpdates", offset=first)] == [first, second]
    assert [each["update_id"] for each in await bot.call("getUpdates", offset=second)] == [second]
    assert sandbox.pending_updates == 1
    assert await bot.call("getUpdates", offset=second + 1) == []
    assert sandbox.pending_updates == 0


async def test_a_negative_offset_keeps_only_the_last_updates(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    for word in "一二三":
        liu.says(word)

    kept = await bot.call("getUpdates", offset=-1)

    assert [each["message"]["text"] for each in kept] == ["三"]
    assert sandbox.pending_updates == 1


async def test_a_limit_is_kept(bot: BareBot, liu: Person) -> None:
    for word in "一二三":
        liu.says(word)

    assert len(await bot.call("getUpdates", limit=2)) == 2


async def test_a_long_poll_ends_with_the_first_update(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await sandbox.until(lambda: sandbox.polling)

    liu.says("在吗")

    assert [each["message"]["text"] for each in await poll] == ["在吗"]


async def test_the_older_of_two_pollers_is_dismissed(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    older = asyncio.create_task(bot.refused("getUpdates", timeout=30))
    await sandbox.until(lambda: sandbox.polling)

    newer = asyncio.create_task(bot.call("getUpdates", timeout=30))

    assert await older == (
        "409 Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running"
    )
    liu.says("在吗")
    assert len(await newer) == 1


async def test_a_poller_who_hung_up_is_no_second_poller(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    gone = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await sandbox.until(lambda: sandbox.polling)
    gone.cancel()
    await sandbox.until(lambda: not sandbox.polling)

    liu.says("在吗")

    assert len(await bot.call("getUpdates", timeout=30)) == 1


async def test_a_webhook_ends_polling_until_it_is_deleted(sandbox: Sandbox, bot: BareBot) -> None:
    poll = asyncio.create_task(bot.refused("getUpdates", timeout=30))
    await sandbox.until(lambda: sandbox.polling)

    await bot.call("setWebhook", url="https://example.org/hook")

    assert await poll == "409 Conflict: terminated by setWebhook request"
    assert (await bot.refused("getUpdates")).startswith(
        "409 Conflict: can't use getUpdates method while webhook is active"
    )
    assert (await bot.call("getWebhookInfo"))["url"] == "https://example.org/hook"
    await bot.call("deleteWebhook")
    assert await bot.call("getUpdates") == []


async def test_dropping_pending_updates_forgets_them(sandbox: Sandbox, bot: BareBot, liu: Person) -> None:
    liu.says("旧的")

    await bot.call("deleteWebhook", drop_pending_updates=True)

    assert sandbox.pending_updates == 0


async def test_only_the_kinds_asked_for_arrive_from_then_on(bot: BareBot, liu: Person) -> None:
    await bot.call("getUpdates", allowed_updates=["message"])
    said = liu.says("一")

    liu.edits(said, "二")
    liu.says("三")

    arrived = await bot.call("getUpdates")
    assert [each["message"]["text"] for each in arrived] == ["一", "三"]


async def test_stopping_ends_a_hanging_poll_at_once(sandbox: Sandbox, bot: BareBot) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", timeout=30))
    await sandbox.until(lambda: sandbox.polling)
    began = monotonic()

    await sandbox.stop()

    # of thirty that the poll would have hung
    assert monotonic() - began < 10
    assert await poll == []


async def test_until_names_what_the_bot_showed_and_not_what_people_wrote(
    sandbox: Sandbox, bot: BareBot, liu: Person
) -> None:
    liu.says("秘密的话")
    await bot.call("sendMessage", chat_id=1001, text="在听")

    with pytest.raises(TimeoutError) as late:
        await sandbox.until(lambda: False, timeout=0.01)

    assert "在听" in str(late.value)
    assert "秘密" not in str(late.value)
