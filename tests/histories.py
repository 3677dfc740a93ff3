"""Golden histories: what came in once, and everything it set off, kept as files, so that a later change of what the
bot does is seen.

Each file under tests/golden/ has the updates as they came, the time that passed between them, and after each of them
what was rendered (blocks, with a hash of the words), which letters went to whom, and the cases and timers that are
then there. The suite replays what came in and compares. `make golden` plays the stories below anew, shows what has
changed and writes it down: look at the difference before it is committed.
"""

from __future__ import annotations

import asyncio
import difflib
import hashlib
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bot.app import buttons, people_links
from bot.app.stage import NAMES
from bot.channel.port import Gone
from bot.domain.messages import Outgoing
from bot.domain.people import Role
from bot.store.database import from_ms
from tests.street import NOON, PEOPLE, Citizen, Street

FOLDER = Path(__file__).parent / "golden"
LIAISON = Citizen("周联络员", 3001, "lk", Role.LIAISON, duty="always")
CODE = "0123456789abcdefghijkl"
"""Of the link on the wall that every history has."""

Act = dict[str, Any]
Story = Callable[["Recorder"], Awaitable[None]]
_NAMES = {address: name for name, address in NAMES.items()}


class Recorder:
    """A street that writes down what comes in and what comes of it."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self.acts: list[Act] = []
        self._sent = 0
        self._before: dict[str, Any] = {}
        self._gone: set[int] = set()
        street.channel.always = lambda chat, _: Gone("bot was blocked") if chat in self._gone else None
        self._gone: set[int] = set()
        street.channel.always = lambda chat, _: Gone("bot was blocked") if chat in self._gone else None

    @classmethod
    async def open(cls, folder: Path) -> Recorder:
        street = await Street.open(folder, citizens=(*PEOPLE, LIAISON))
        await people_links.make_join_link(
            street.store, "lk", NOON, approve=False, ids=street.ids, codes=lambda: CODE
        )
        # pages to somebody without a phone would not show
        for address in NAMES.values():
            street.phone(address)
        street.texts.rendered = []
        return cls(street)

    async def update(self, content: dict[str, Any]) -> None:
        """Something comes in, and everything that follows at once is done. Who blocks the bot gets nothing any more."""
        await self.street.update(self._where_it_stands(content))
        if "my_chat_member" in content:
            self._gone.add(content["my_chat_member"]["from"]["id"])
        elif "message" in content:
            self._gone.discard(content["message"]["from"]["id"])
        await self.street.settle()
        await self._note({"in": json.dumps(content, ensure_ascii=False)})

    def _where_it_stands(self, content: dict[str, Any]) -> dict[str, Any]:
        """A tap goes under the message that has the button now: numbers of messages are not the same every time."""
        query = content.get("callback_query")
        if query is None:
            return content
        screen = self.street.phone(query["from"]["id"]).screen
        under = [m.id for m in screen if any(data == query["data"] for _, data in m.buttons)]
        message = query["message"] | ({"message_id": under[-1]} if under else {})
        return content | {"callback_query": query | {"message": message}}

    async def after(self, seconds: float) -> None:
        await self.street.skip(seconds=seconds)
        await self._note({"after": seconds})

    async def _note(self, act: Act) -> None:
        rendered, self.street.texts.rendered = list(self.street.texts.rendered), []
        sent, self._sent = self.street.channel.sent[self._sent :], len(self.street.channel.sent)
        shown = [f"{one.file}.{one.block} {_hash(one.words)}" for one in rendered]
        now: dict[str, Any] = {"cases": await self._cases(), "timers": await self._timers()}
        changed = {name: value for name, value in now.items() if value != self._before.get(name, {})}
        self._before = now
        letters: dict[str, list[str]] = {}
        for chat, message in sent:
            # in order for each reader; among readers whoever is quicker comes first
            letters.setdefault(_NAMES.get(chat, str(chat)), []).append(_letter(message))
        effects = {"blocks": list(dict.fromkeys(shown)), "letters": dict(sorted(letters.items()))}
        self.acts.append(act | {name: value for name, value in effects.items() if value} | changed)

    async def _cases(self) -> dict[str, str]:
        rows = await self.street.store.db.fetch(
            "select code, state, colour, owner, version from cases order by code"
        )
        return {row[0]: f"{row[1]} {row[2]} of {row[3] or 'nobody'}, version {row[4]}" for row in rows}

    async def _timers(self) -> dict[str, int]:
        rows = await self.street.store.db.fetch("select lane, kind, due from timer order by lane, kind, due")
        now = self.street.clock.now()
        return {f"{lane} {kind}": round((from_ms(due) - now).total_seconds()) for lane, kind, due in rows}

    # -- hands of the stories --------------------------------------------------------------------

    async def says(self, who: str, text: str) -> None:
        phone = self.street.phone(NAMES[who])
        await self._as_phone(phone.says(text, settle=False))

    async def sends(self, who: str, **content: Any) -> None:
        phone = self.street.phone(NAMES[who])
        await self._as_phone(phone.sends(settle=False, **content))

    async def presses(self, who: str, *captions: str) -> None:
        for caption in captions:
            await self._as_phone(self.street.phone(NAMES[who]).presses(caption, settle=False))

    async def blocks(self, who: str) -> None:
        await self._as_phone(self.street.phone(NAMES[who]).blocks())

    async def _as_phone(self, act: Awaitable[object]) -> None:
        """What a phone would send goes through here, so that it is written down."""
        came: list[dict[str, Any]] = []
        update = self.street.update

        async def caught(content: dict[str, Any]) -> int:
            came.append(content)
            return 0

        self.street.update = caught  # type: ignore[method-assign]
        try:
            await act
        finally:
            self.street.update = update  # type: ignore[method-assign]
        for content in came:
            await self.update(content)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def _letter(message: Outgoing) -> str:
    verbs = [
        read.verb if (read := buttons.read(button.data)) else "?"
        for row in message.keyboard
        for button in row
    ]
    media = f" {message.media.kind}" if message.media else ""
    album = f" album of {len(message.album) + 1}" if message.album else ""
    marks = "".join(f" {name}" for name in ("silent", "protect") if getattr(message, name))
    keys = f" [{' '.join(verbs)}]" if verbs else ""
    return f"{message.op}{media}{album}{marks}{keys}"


# -- the stories -----------------------------------------------------------------------------------


async def red(r: Recorder) -> None:
    """Nobody answers, the supervisor is reached, a claim, a first line that is late, and another claim."""
    await r.says("liu", "我不想活了")
    for _ in range(3):
        await r.after(61)
    await r.presses("li", "接手")
    await r.after(121)
    await r.presses("zhao", "接手", "打开")
    await r.says("zhao", "我在，您在哪儿")
    await r.says("liu", "在宿舍")


async def amber(r: Recorder) -> None:
    await r.says("liu", "我撑不住了")
    await r.after(301)
    await r.presses("zhao", "接手", "打开")
    await r.says("zhao", "我在")


async def request(r: Recorder) -> None:
    await r.says("liu", "求助")
    await r.presses("liu", "我家里人", "老人、看病住院", "可以，近的先办")
    await r.says("liu", "我妈要去市医院复查，家里没人陪")
    await r.presses("liu", "够了", "尽快", "就这样，发出去")
    await r.presses("zhou", "接手", "打开")
    await r.after(3600)
    await r.presses("zhou", "办好了")
    await r.says("zhou", "已陪阿姨看完，药也取了")


async def transfer(r: Recorder) -> None:
    await r.says("liu", "我不想活了")
    await r.presses("li", "接手", "打开")
    await r.says("li", "我在，您慢慢说")
    await r.presses("li", "转交", "赵医生")
    await r.presses("zhao", "接手")
    await r.presses("zhao", "打开")
    await r.says("zhao", "我接着陪您")


async def joining(r: Recorder) -> None:
    await r.says("guest", f"/start {CODE}")
    await r.says("guest", "我不想活了")


async def closing(r: Recorder) -> None:
    """Closed with a second tap, the debrief, and the same case again three days later."""
    await r.says("liu", "我不想活了")
    await r.presses("li", "接手", "打开")
    await r.says("li", "我在")
    await r.presses("li", "结束")
    await r.says("li", "谈过了，同屋在")
    await r.presses("li", "确定结束")
    await r.after(3 * 86_400)
    await r.says("liu", "我又不想活了")


async def album(r: Recorder) -> None:
    await r.says("liu", "我不想活了")
    await r.presses("li", "接手", "打开")
    await r.says("li", "我在")
    for number in range(3):
        await r.sends(
            "liu",
            photo=[{"file_id": f"photo{number}"}],
            media_group_id="77",
            caption="宿舍" if not number else "",
        )
    await r.after(2)


async def stop(r: Recorder) -> None:
    """The bot keeps quiet, an open case does not."""
    await r.says("liu", "/stop")
    await r.says("liu", "我不想活了")
    await r.presses("li", "接手", "打开")
    await r.says("li", "我在")
    await r.says("liu", "/stop")
    await r.says("li", "好，您歇会儿")
    await r.says("liu", "/start")


async def blocked(r: Recorder) -> None:
    """Somebody in need leaves, and comes back."""
    await r.says("liu", "我不想活了")
    await r.presses("li", "接手", "打开")
    await r.says("li", "我在")
    await r.blocks("liu")
    await r.says("li", "您还在吗")
    await r.after(600)
    await r.says("liu", "回来了")


STORIES: Sequence[Story] = (red, amber, request, transfer, joining, closing, album, stop, blocked)


# -- playing ---------------------------------------------------------------------------------------


async def record(story: Story) -> list[Act]:
    with TemporaryDirectory() as folder:
        recorder = await Recorder.open(Path(folder))
        try:
            await story(recorder)
        finally:
            await recorder.street.close()
    return recorder.acts


async def replay(acts: Sequence[Act], folder: Path) -> list[Act]:
    """What came in then, played on the bot as it is now."""
    recorder = await Recorder.open(folder)
    try:
        for act in acts:
            if "in" in act:
                await recorder.update(json.loads(act["in"]))
            else:
                await recorder.after(act["after"])
    finally:
        await recorder.street.close()
    return recorder.acts


def path_of(story: Story) -> Path:
    return FOLDER / f"{story.__name__}.yaml"


def written(story: Story, acts: Sequence[Act]) -> str:
    about = (story.__doc__ or "").strip()
    data = {"history": story.__name__} | ({"about": about} if about else {}) | {"acts": list(acts)}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=200)


def read(story: Story) -> list[Act]:
    acts: list[Act] = yaml.safe_load(path_of(story).read_text(encoding="utf-8"))["acts"]
    return acts


def difference(before: str, after: str, name: str) -> str:
    lines = difflib.unified_diff(
        before.splitlines(), after.splitlines(), f"{name}, as kept", f"{name}, now", lineterm=""
    )
    return "\n".join(lines)


def main() -> int:
    """Plays every story anew, shows what has changed, and writes it down."""
    changed = 0
    for story in STORIES:
        path = path_of(story)
        now = written(story, asyncio.run(record(story)))
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if now != before:
            changed += 1
            print(difference(before, now, path.name))  # noqa: T201
            path.write_text(now, encoding="utf-8")
    print(f"{len(STORIES)} histories, {changed} changed")  # noqa: T201
    return 0


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    sys.exit(main())
