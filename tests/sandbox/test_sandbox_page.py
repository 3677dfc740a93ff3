"""The page of phones in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.sandbox import DEMO_CAST, Sandbox
from tests.sandbox.bare_bot import BareBot, HandClock

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1600, 900)
NARROW = (360, 740)
KEYS: dict[str, Any] = {
    "inline_keyboard": [
        [{"text": "接手 Take", "callback_data": "take"}, {"text": "接不了，下一位", "callback_data": "next"}]
    ]
}
Opening = Callable[..., Awaitable[Page]]

LOW = "[...document.querySelectorAll('button, .key')].filter(b => b.offsetHeight && b.offsetHeight < 44)"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium at /usr/bin/chromium")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        await browser.close()


@pytest.fixture
async def open_page(sandbox: Sandbox, browser: Browser, clock: HandClock) -> AsyncIterator[Opening]:
    """Opens the demo page; in the end nothing may have gone wrong on it or left this machine."""
    sandbox.cast = DEMO_CAST
    faults: list[str] = []
    hosts: set[str | None] = set()

    async def advance(step: timedelta) -> None:
        clock.at += step

    sandbox.on_advance = advance
    sandbox.next_morning = lambda: timedelta(hours=23)

    async def opening(size: tuple[int, int] = WIDE, locale: str = "zh-CN") -> Page:
        width, height = size
        page = await browser.new_page(viewport={"width": width, "height": height}, locale=locale)
        page.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        page.on(
            "console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        await page.goto(sandbox.base_url)
        await page.wait_for_selector("#phone-2003", state="attached")
        return page

    yield opening
    assert faults == []
    assert hosts - {None} == {"127.0.0.1"}


async def test_eight_phones_stand_side_by_side_with_their_own_clocks(open_page: Opening) -> None:
    page = await open_page()

    await expect(page.locator(".phone:visible h2")).to_have_text(
        ["刘师傅", "陈女士", "李医生", "赵医生", "王督导", "周联络员", "孙主任", "小马"]
    )
    await expect(page.locator("#phone-1001 .when time")).to_have_text("06:30")
    await expect(page.locator("#phone-2001 .when time")).to_have_text("09:00")
    await expect(page.locator(".zone time")).to_have_text(["09:00", "06:30"])


async def test_a_person_starts_writes_replies_and_edits(
    sandbox: Sandbox, bot: BareBot, open_page: Opening
) -> None:
    liu = sandbox.user(1001)
    page = await open_page()
    phone = page.locator("#phone-1001")
    await phone.get_by_role("button", name="开始").click()
    await sandbox.until(lambda: liu.chat and liu.chat[-1].text == "/start")
    await bot.call("sendMessage", chat_id=1001, text="您好，这里是<b>暖线</b>", parse_mode="HTML")

    await phone.locator(".row.bot .bubble").click()
    await phone.locator("textarea").fill("谢谢您李医声 <b>")
    await phone.locator("textarea").press("Enter")
    await expect(phone.locator(".row.own")).to_have_count(2)
    await phone.locator(".row.own .bubble").last.click()
    await phone.get_by_role("button", name="改这条").click()
    await phone.locator("textarea").fill("谢谢您，李医生 <b>")
    await phone.get_by_role("button", name="发送").click()
    await sandbox.until(lambda: liu.chat[-1].edited)

    own = phone.locator(".row.own").last
    await expect(own.locator(".text")).to_have_text("谢谢您，李医生 <b>")
    await expect(own.locator(".quote")).to_contain_text("您好，这里是暖线")
    await expect(own.locator(".meta")).to_contain_text("已编辑")
    await expect(phone.locator(".row.bot b")).to_have_text("暖线")
    assert liu.chat[-1].reply_to == liu.chat[1].id


async def test_a_page_pulses_is_pressed_and_answered(
    sandbox: Sandbox, bot: BareBot, open_page: Opening
) -> None:
    sandbox.user(2001, started=True).says("/start")
    page = await open_page()
    phone = page.locator("#phone-2001")
    sent = await bot.call(
        "sendMessage", chat_id=2001, text="红色 K7-204", reply_markup=KEYS, protect_content=True
    )
    await expect(phone.locator(".when .badge")).to_have_text("1")
    await expect(phone).to_have_class("phone paged")

    await phone.get_by_role("button", name="接手 Take").click()

    await sandbox.until(lambda: sandbox.pending_updates == 2)
    query = (await bot.call("getUpdates"))[-1]["callback_query"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="由您接手")
    await expect(phone.locator(".toast")).to_have_text("由您接手")
    await expect(phone.locator(".when .badge")).to_be_hidden()
    await bot.call("editMessageText", chat_id=2001, message_id=sent["message_id"], text="由李医生接手")
    await expect(phone.locator(".keys")).to_have_count(0)


async def test_an_alert_stays_until_it_is_confirmed(
    sandbox: Sandbox, bot: BareBot, open_page: Opening
) -> None:
    li = sandbox.user(2001)
    li.says("/start")
    await bot.call("sendMessage", chat_id=2001, text="x", reply_markup=KEYS)
    page = await open_page()
    press = li.presses("接手")

    await bot.call("answerCallbackQuery", callback_query_id=press, text="已由赵医生接手", show_alert=True)

    alert = page.locator("#phone-2001 [role=alertdialog]")
    await expect(alert).to_contain_text("已由赵医生接手")
    await page.keyboard.press("Enter")
    await expect(alert).to_be_hidden()


async def test_attachments_go_out_and_every_kind_is_drawn(
    sandbox: Sandbox, bot: BareBot, open_page: Opening
) -> None:
    liu = sandbox.user(1001)
    liu.says("/start")
    page = await open_page()
    phone = page.locator("#phone-1001")
    for name in ("照片", "语音", "位置", "文件"):
        await phone.get_by_role("button", name="附件与更多").click()
        await phone.get_by_role("menuitem", name=name).click()
        await expect(phone.locator(".menu")).to_be_hidden()
    await sandbox.until(lambda: len(liu.chat) == 5)
    for kind in ("video", "video_note", "animation", "audio", "sticker", "contact", "other"):
        liu.sends(kind)
    await bot.call("sendVenue", chat_id=1001, latitude=6, longitude=81, title="驿站", address="二楼")

    await expect(phone.locator(".row")).to_have_count(13)
    assert [str(message.media.kind) for message in liu.chat if message.media][:4] == [
        "photo",
        "voice",
        "location",
        "document",
    ]
    await expect(phone.locator(".voice-note .length")).to_have_text("0:07")
    await expect(phone.locator("svg.picture")).to_have_count(6)


async def test_a_slash_offers_the_bots_commands(sandbox: Sandbox, bot: BareBot, open_page: Opening) -> None:
    liu = sandbox.user(1001)
    page = await open_page()
    await bot.call("setMyCommands", commands=[{"command": "talk", "description": "想聊聊"}])
    phone = page.locator("#phone-1001")

    await phone.locator("textarea").press("/")
    await phone.get_by_role("menuitem", name="/talk").click()

    await sandbox.until(lambda: liu.chat and liu.chat[-1].text == "/talk")


async def test_blocking_and_coming_back_on_the_phone(sandbox: Sandbox, open_page: Opening) -> None:
    liu = sandbox.user(1001)
    page = await open_page()
    phone = page.locator("#phone-1001")
    await phone.get_by_role("button", name="附件与更多").click()
    await phone.get_by_role("menuitem", name="屏蔽机器人").click()
    await expect(phone.locator("textarea")).to_be_disabled()
    assert liu.blocked

    await phone.get_by_role("button", name="附件与更多").click()
    await phone.get_by_role("menuitem", name="恢复机器人").click()

    await expect(phone.locator("textarea")).to_be_enabled()
    assert not liu.blocked


async def test_the_clock_bar_moves_the_demo_clock(open_page: Opening, clock: HandClock) -> None:
    page = await open_page()
    began = clock.at

    await page.get_by_role("button", name="+15 分钟").click()
    await expect(page.locator("#phone-1001 .when time")).to_have_text("06:45")
    await page.get_by_role("button", name="次日 08:00").click()

    await expect(page.locator("#phone-2001 .when time")).to_have_text("08:15")
    assert clock.at - began == timedelta(hours=23, minutes=15)


async def test_the_page_speaks_english_too_and_remembers_it(open_page: Opening) -> None:
    page = await open_page(locale="en-GB")
    await expect(page.locator("#phone-2001 h2")).to_have_text("Dr Li")

    await page.get_by_role("button", name="中文").click()
    await page.reload()

    await expect(page.locator("#phone-2001 h2")).to_have_text("李医生")
    await expect(page.locator("html")).to_have_attribute("lang", "zh")


async def test_a_narrow_screen_shows_one_phone_and_badges_on_the_tabs(
    sandbox: Sandbox, bot: BareBot, open_page: Opening
) -> None:
    sandbox.user(2001).says("/start")
    page = await open_page(NARROW)
    await expect(page.locator(".phone:visible")).to_have_count(1)
    await bot.call("sendMessage", chat_id=2001, text="红色 K7-204", reply_markup=KEYS)
    await expect(page.locator("#tab-2001 .badge")).to_have_text("1")

    await page.locator("#tab-2001").click()

    await expect(page.locator(".phone:visible h2")).to_have_text("李医生")
    await expect(page.locator("#tab-2001 .badge")).to_have_count(0)
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_everything_to_press_is_at_least_44_pixels_high(
    sandbox: Sandbox, bot: BareBot, open_page: Opening, size: tuple[int, int]
) -> None:
    sandbox.user(1001).says("/start")
    await bot.call("sendMessage", chat_id=1001, text="x", reply_markup=KEYS)
    page = await open_page(size)

    low = await page.evaluate(f"{LOW}.length")

    assert low == 0


async def test_the_page_comes_back_by_itself_when_the_sandbox_does(
    clock: HandClock, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "sandbox.db"
    first = Sandbox(now=clock.now, path=path)
    first.cast = DEMO_CAST
    await first.start()
    port = int(first.base_url.rpartition(":")[2])
    first.user(1001).says("第一句")
    page = await browser.new_page(locale="zh-CN")
    await page.goto(first.base_url)
    await expect(page.locator("#phone-1001 .row")).to_have_count(1)

    await first.stop()
    await expect(page.locator("#offline")).to_be_visible()
    second = Sandbox(now=clock.now, path=path)
    second.cast = DEMO_CAST
    await second.start(port)
    second.user(1001).says("第二句")

    await expect(page.locator("#phone-1001 .row")).to_have_count(2, timeout=30_000)
    await expect(page.locator("#offline")).to_be_hidden()
    await asyncio.wait_for(second.stop(), 10)
