"""`make screenshot`: plays a short conversation on a demo of its own and takes the pictures of the README."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Locator, Page, async_playwright, expect

from tests.e2e.demonstration import ARGS, CHROMIUM, ROOT, Demonstration

PICTURES = ROOT / ".github"
WIDE = {"width": 1600, "height": 900}
PHONE = {"width": 360, "height": 760}


async def take(folder: Path) -> None:
    """Plays from the first tap to the talk, and photographs it wide and on a phone."""
    demo = Demonstration(folder)
    await demo.start(fresh=True)
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
            page = await browser.new_page(viewport=WIDE, locale="zh-CN", color_scheme="light")
            page.set_default_timeout(15_000)
            expect.set_options(timeout=15_000)
            await page.goto(demo.address)
            await _talk(page)
            await _photograph(page, PICTURES / "demo.png")
            await page.set_viewport_size(PHONE)
            await page.locator("#tab-1001").click()
            await _photograph(page, PICTURES / "phone.png")
            await browser.close()
        await demo.stop()
    finally:
        await demo.close()


async def _talk(page: Page) -> None:
    liu, li = page.locator("#phone-1001"), page.locator("#phone-2001")
    await page.locator("#phone-1002").get_by_role("button", name="开始").click()
    await liu.get_by_role("button", name="开始").click()
    for caption in ("中文", "先别看", "不用来", "说几句", "有点低落", "睡不好"):
        await _tap(liu, caption)
    await expect(liu.locator(".row.bot").last).to_contain_text("随便写几句")
    await _write(liu, "夜班连着倒了二十天，我撑不下去了，不想活了")
    await _tap(li, "接手")
    await expect(liu.locator(".row.bot").last).to_contain_text("接手了")
    await _tap(li, "打开")
    await expect(li.locator(".row.bot").last).to_contain_text("对方都会收到")
    await _write(li, "刘师傅您好，我姓李，今晚我陪着您。您现在身边有人吗？")
    await expect(li.locator(".row.bot").last).to_contain_text("已发出")
    await expect(liu.locator(".row.bot").last).to_contain_text("今晚我陪着您")
    await _write(liu, "有，老张在屋里")
    await expect(li.locator(".row.bot").last).to_contain_text("老张在屋里")
    await liu.get_by_role("button", name="附件与更多").click()
    await liu.get_by_role("menuitem", name="语音").click()
    await expect(li.locator(".voice-note")).to_have_count(1)
    await _write(li, "好，让老张别走开。语音我听到了，咱们慢慢说。")
    await expect(liu.locator(".row.bot").last).to_contain_text("慢慢说")


async def _photograph(page: Page, path: Path) -> None:
    # nothing half-way: no toast, no glow, every log at its end
    await expect(page.locator(".toast")).to_have_count(0)
    await page.emulate_media(reduced_motion="reduce")
    await page.evaluate("document.activeElement.blur()")
    await page.evaluate("document.querySelectorAll('.log').forEach(log => log.scrollTop = log.scrollHeight)")
    path.parent.mkdir(exist_ok=True)
    await page.screenshot(path=path)


async def _tap(phone: Locator, caption: str) -> None:
    await phone.locator(".key", has_text=caption).last.click()


async def _write(phone: Locator, text: str) -> None:
    await phone.locator("textarea").fill(text)
    await phone.locator("textarea").press("Enter")


def main() -> int:
    if not CHROMIUM.exists():
        print(f"no chromium at {CHROMIUM}: the pictures stay as they are", file=sys.stderr)  # noqa: T201
        return 1
    with TemporaryDirectory() as folder:
        asyncio.run(take(Path(folder)))
    print(f"{PICTURES}: demo.png, phone.png")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
