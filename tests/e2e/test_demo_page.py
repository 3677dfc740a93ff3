"""`make demo` as a newcomer meets it: the real bot behind the page of phones, in a real browser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.e2e.demonstration import ARGS, CHROMIUM, Demonstration

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="no chromium at /usr/bin/chromium")

RED = "我撑不下去了，不想活了"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        await browser.close()


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demonstration]:
    demo = Demonstration(tmp_path)
    await demo.start(fresh=True)
    yield demo
    await demo.close()


async def test_the_main_job_on_the_page(demo: Demonstration, browser: Browser) -> None:
    async with _page(demo, browser) as page:
        liu, li, zhao, wang = (page.locator(f"#phone-{n}") for n in (1001, 2001, 2002, 2003))
        await expect(wang.locator(".row.bot").first).to_contain_text("呼叫会发到这个聊天里")

        await _reaches_the_hotline(liu)
        await _writes(liu, RED)
        await expect(liu.locator(".row.bot").last).to_contain_text("谢谢您说出来")
        await expect(li).to_have_class(re.compile("paged"))
        await expect(zhao).to_have_class(re.compile("paged"))
        await _taps(li, "接手")
        await expect(zhao.locator(".row.bot").last).to_contain_text("已由 李医生 接手")
        await expect(zhao.locator(".key")).to_have_count(0)
        await _taps(li, "打开")
        await expect(li.locator(".row.bot", has_text="睡不好")).to_contain_text(RED)
        await _writes(li, "我姓李，在看您写的")
        await expect(liu.locator(".row.bot").last).to_contain_text("我姓李，在看您写的")
        await expect(li.locator(".row.bot").last).to_contain_text("已发出")
        await _attaches(liu, "照片")
        await _attaches(liu, "语音")
        await expect(li.locator(".row.bot svg.picture")).to_have_count(1)
        await expect(li.locator(".row.bot .voice-note")).to_have_count(1)
        await _attaches(li, "语音")
        await expect(liu.locator(".row.bot .voice-note")).to_have_count(1)
        await _taps(li, "结束")
        await expect(li.locator(".row.bot").last).to_contain_text("写完就结束")
        await _writes(li, "谈过了，今晚同屋陪着，明早再问")
        await _taps(li, "确定结束")
        await expect(liu.locator(".row.bot").last).to_contain_text("先陪您到这儿")
        await expect(wang.locator(".row.bot").last).to_contain_text("李医生 陪的")


async def test_a_request_goes_to_the_liaison_and_up_and_comes_back_done(
    demo: Demonstration, browser: Browser
) -> None:
    async with _page(demo, browser) as page:
        liu, zhou, sun = (page.locator(f"#phone-{n}") for n in (1001, 3001, 3002))
        await expect(zhou.locator(".row.bot").first).to_contain_text("同事的求助会发到这个聊天里")
        await liu.get_by_role("button", name="开始").click()
        await _writes(liu, "求助")
        for caption in ("我家里人", "老人、看病住院", "可以，近的先办"):
            await _taps(liu, caption)
        await expect(liu.locator(".row.bot").last).to_contain_text("具体是什么事")
        await _writes(liu, "我妈要去市医院复查，家里没人陪")
        for caption in ("够了", "很急，等不了", "就这样，发出去"):
            await _taps(liu, caption)
        await expect(liu.locator(".row.bot").last).to_contain_text("您的事我记下了，编号")
        await _taps(zhou, "接手")
        await _taps(zhou, "打开")
        await expect(zhou.locator(".row.bot", has_text="求助").last).to_contain_text("我妈要去市医院复查")
        await _taps(zhou, "问本人")
        await expect(zhou.locator(".row.bot").last).to_contain_text("下一条写您想问的")
        await _writes(zhou, "哪天去？")
        await expect(liu.locator(".row.bot").last).to_contain_text("哪天去？")
        await _writes(liu, "星期四上午")
        await expect(zhou.locator(".row.bot").last).to_contain_text("星期四上午")

        for _ in range(5):
            await page.get_by_role("button", name="+1 小时").click()

        await expect(sun.locator(".row.bot").last).to_contain_text("还没有人接手")
        await expect(zhou.locator(".row.bot").last).to_contain_text("已经交到大本营")
        await expect(liu.locator(".row.bot").last).to_contain_text("我交到大本营去了")
        await _taps(sun, "接手")
        await _taps(sun, "打开")
        await expect(sun.locator(".row.bot").last).to_contain_text("现在打字、发语音")
        await _taps(sun, "办好了")
        await expect(sun.locator(".row.bot").last).to_contain_text("用一句话写下办了什么")
        await _writes(sun, "大庆的联络员已经陪阿姨看完了")
        await expect(liu.locator(".row.bot", has_text="孙主任办的")).to_contain_text("陪阿姨看完了")
        await liu.locator(".key", has_text=re.compile("^5$")).click()
        await expect(liu.locator(".row.bot").last).to_contain_text("谢谢，记下了")


async def test_a_minute_later_everybody_is_paged_again(demo: Demonstration, browser: Browser) -> None:
    async with _page(demo, browser) as page:
        liu, li = page.locator("#phone-1001"), page.locator("#phone-2001")
        await liu.get_by_role("button", name="开始").click()
        await _taps(liu, "中文")
        await _writes(liu, RED)
        await expect(li.locator(".row.bot")).to_have_count(2)

        await page.get_by_role("button", name="+1 分钟").click()

        await expect(li.locator(".row.bot")).to_have_count(3)
        await expect(li.locator(".row.bot").last).to_contain_text("已等 1 分钟，还没有人接手")
        await expect(liu.locator(".row.bot").last).to_contain_text("您等了 1 分钟")


async def test_it_goes_on_where_it_was_stopped_and_fresh_forgets(
    demo: Demonstration, browser: Browser
) -> None:
    async with _page(demo, browser) as page:
        liu = page.locator("#phone-1001")
        await liu.get_by_role("button", name="开始").click()
        await _taps(liu, "中文")
        await expect(liu.locator(".row.bot")).to_have_count(2)
        await page.get_by_role("button", name="次日 08:00").click()
        await expect(liu.locator(".when time")).to_have_text("08:00")
        rows = await liu.locator(".row").count()

        # the page is open, its feed hangs on the server
        status, seconds = await demo.stop()
        await expect(page.locator("#offline")).to_be_visible()
        await demo.start()
        await page.goto(demo.address)
        assert status == 0
        assert seconds < 2
        await expect(liu.locator(".when time")).to_have_text(re.compile("08:0[0-2]"))
        await expect(liu.locator(".row")).to_have_count(rows)
        await _taps(liu, "先别看")
        await _taps(liu, "不用来")
        await _taps(liu, "说几句")
        await expect(liu.locator(".row.bot").last).to_contain_text("这会儿怎么样")

        await demo.stop()
        await demo.start(fresh=True)
        await page.goto(demo.address)

        await expect(liu.get_by_role("button", name="开始")).to_be_visible()
        await expect(liu.locator(".row")).to_have_count(0)


async def test_english_on_a_narrow_screen(demo: Demonstration, browser: Browser) -> None:
    async with _page(demo, browser, width=360, locale="zh-CN") as page:
        liu = page.locator("#phone-1001")
        await page.get_by_role("button", name="English").click()
        await liu.get_by_role("button", name="Start").click()
        await _taps(liu, "English")
        await _taps(liu, "Better not")
        await _taps(liu, "Rather not")
        await _taps(liu, "Let's talk")
        await expect(liu.locator(".row.bot").last).to_contain_text("How are you doing right now?")
        await _taps(liu, "Talk to a person")
        await expect(page.locator("#tab-2001")).to_have_class("paged")
        await expect(page.locator("#tab-2001 .badge")).to_be_visible()

        await page.locator("#tab-2001").click()

        await expect(page.locator(".phone:visible h2")).to_have_text("Dr Li")
        await expect(page.locator(".phone:visible .row.bot").last).to_contain_text("🟢")
        assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_a_second_demo_in_the_same_folder_refuses_and_spoils_nothing(demo: Demonstration) -> None:
    other = Demonstration(demo.folder)

    status, said = await other.refused(fresh=True)

    assert status == 1
    assert "a demo is running already" in said
    assert (demo.folder / "warmline.db").exists()


@asynccontextmanager
async def _page(
    demo: Demonstration, browser: Browser, *, width: int = 1600, locale: str = "zh-CN"
) -> AsyncIterator[Page]:
    """The page; in the end nothing may have gone wrong on it but the connection."""
    faults: list[str] = []
    page = await browser.new_page(viewport={"width": width, "height": 900}, locale=locale)
    page.set_default_timeout(30_000)
    expect.set_options(timeout=30_000)
    page.on("pageerror", lambda error: faults.append(str(error)))
    await page.goto(demo.address)
    await page.wait_for_selector("#phone-2003", state="attached")
    yield page
    await page.close()
    assert faults == []


async def _reaches_the_hotline(liu: Locator) -> None:
    await liu.get_by_role("button", name="开始").click()
    for caption in ("中文", "先别看", "不用来", "说几句", "有点低落", "睡不好"):
        await _taps(liu, caption)
    await expect(liu.locator(".row.bot").last).to_contain_text("随便写几句")


async def _taps(phone: Locator, caption: str) -> None:
    await phone.locator(".key", has_text=caption).last.click()


async def _writes(phone: Locator, text: str) -> None:
    await phone.locator("textarea").fill(text)
    await phone.locator("textarea").press("Enter")


async def _attaches(phone: Locator, what: str) -> None:
    await phone.get_by_role("button", name="附件与更多").click()
    await phone.get_by_role("menuitem", name=what).click()
