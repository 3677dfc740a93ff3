"""Plays transcripts on a stage and says where the phones show something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.app import buttons
from bot.app.buttons import ANSWER, HUMAN
from bot.app.config import Config
from bot.app.library import Library
from bot.app.phones import Phone, Shown
from bot.app.stage import NAMES, Rendered, Stage, staged
from bot.app.transcript import NONE, Step, Transcript, blocks_of
from bot.channel.port import Down, Gone, Refused, Result, Unknown
from bot.channel.templates import Texts
from bot.domain.emergency import EmergencyNumber
from bot.domain.messages import Outgoing

STAFF = ("li", "zhao", "wang", "chen")
MEDIA: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "small"}, {"file_id": "big"}]},
    "voice": {"voice": {"file_id": "v1"}},
    "video": {"video": {"file_id": "f1"}},
    "video_note": {"video_note": {"file_id": "n1"}},
    "animation": {"animation": {"file_id": "g1"}},
    "audio": {"audio": {"file_id": "a1"}},
    "document": {"document": {"file_id": "d1", "file_name": "list.pdf"}},
    "sticker": {"sticker": {"file_id": "s1"}},
    "location": {"location": {"latitude": 6.12, "longitude": 81.12}},
    "contact": {"contact": {"phone_number": "+94110000000", "first_name": "Wife"}},
    "dice": {"dice": {"value": 3}},
}
LINES: dict[str, Result] = {
    "down": Down("no line"),
    "gone": Gone("blocked"),
    "unknown": Unknown("no answer"),
    "refused": Refused("bad file"),
}
CODE = re.compile(r"K\d{4}")


class PlayedOtherwise(Exception):
    """The phones showed something else; the text says in which step, what was wanted and what came."""


@dataclass(slots=True)
class Play:
    """A conversation under way. `crash` says where the process dies in every step that does not say so itself:
    never, "before" a message that was taken in is read, or "after" it was read and before anything is sent."""

    stage: Stage
    crash: str = "never"
    lines: dict[int, Result] = field(default_factory=dict)
    refused: dict[int, list[str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    buttons: dict[tuple[int, int], list[tuple[str, str]]] = field(default_factory=dict)
    """Every button that ever stood under a message, newest first: a thumb may be slower than an edit."""

    def phone(self, name: str) -> Phone:
        return self.stage.phone(NAMES[name], name)

    async def run(self, transcript: Transcript) -> None:
        """Raises PlayedOtherwise at the first step that brings something else than it says."""
        self.stage.channel.always = self._line
        for name in NAMES:
            self.phone(name)
        if transcript.language is not None:
            self.phone(transcript.actor).language = transcript.language
        for step in transcript.steps:
            before = {name: self._shown(name) for name in NAMES}
            for name in NAMES:
                self.phone(name).toasts.clear()
            self.stage.texts.rendered.clear()
            try:
                await self._act(step)
                complaints = await self._complaints(transcript, step, before)
            except LookupError as fault:
                complaints = [str(fault.args[0])]
            if complaints:
                place = f"{transcript.source}:{step.line} {transcript.name}"
                raise PlayedOtherwise("\n  ".join((place, f"- {step.written}", *complaints)))

    # -- doing -----------------------------------------------------------------------------------

    async def _act(self, step: Step) -> None:
        if step.act in ("after", "line", "refuses", "actions", "crash"):
            await self._in_the_world(step)
            return
        phone, what = self.phone(step.who), step.what
        crash = step.crash or self.crash
        settle = crash == "never"
        if step.act == "says":
            quoted = self._find(phone, step.quoting).id if step.quoting else None
            await phone.says(what, reply_to=quoted, settle=settle)
        elif step.act == "presses":
            message, data = self._button(phone, what, step.under)
            await phone.presses_data(data, message.id, settle=settle)
        elif step.act == "sends":
            for content in what:
                kind, more = content["kind"], {key: content[key] for key in content if key != "kind"}
                await phone.sends(settle=settle, **MEDIA[kind], **more)
        elif step.act == "edits":
            await phone.edits(self._find(phone, what["of"]).id, what["to"])
        else:
            await phone.blocks(status="kicked" if step.act == "blocks" else "member")
        if not settle:
            await self._die(crash)

    async def _in_the_world(self, step: Step) -> None:
        if step.act == "after":
            await self.stage.skip(seconds=step.what.total_seconds())
        elif step.act == "line":
            for name, state in step.what.items():
                self.lines.pop(NAMES[name], None)
                if state != "fine":
                    self.lines[NAMES[name]] = LINES[state]
        elif step.act == "refuses":
            self.refused = {NAMES[name]: kinds for name, kinds in step.what.items()}
        elif step.act == "actions":
            for name, given in step.what.items():
                self.stage.scripted.pop(name, None)
                if given is not None:
                    self.stage.scripted[name] = given
        else:
            await self._die(step.crash or "before")

    async def _die(self, crash: str) -> None:
        if crash == "after":
            await self.stage.house.frontdesk.work()
        self.stage = await self.stage.reopen()
        await self.stage.settle()

    def _line(self, chat: int, message: Outgoing) -> Result | None:
        if message.media is not None and message.media.kind in self.refused.get(chat, ()):
            return LINES["refused"]
        return self.lines.get(chat)

    # -- seeing ----------------------------------------------------------------------------------

    async def _complaints(
        self, transcript: Transcript, step: Step, before: Mapping[str, Mapping[int, str]]
    ) -> list[str]:
        found = [line for name in NAMES for line in self._compare(name, transcript, step, before[name])]
        found += self._pages(transcript, step)
        for name in NAMES:
            self.phone(name).news()
        if step.outbox is not None:
            found += await self._letters(transcript, step.outbox)
        if step.variables is not None:
            found += await self._variables(transcript, step.variables)
        return found

    def _compare(self, name: str, transcript: Transcript, step: Step, before: Mapping[int, str]) -> list[str]:
        phone = self.phone(name)
        complaints = []
        if step.page is None or not self._paged(name, transcript, step):
            complaints += self._differences(f"{name} sees", step.shows.get(name, ()), self._new(phone))
        complaints += self._differences(f"{name} toast", step.toasts.get(name, ()), phone.toasts)
        changed = [
            text for number, text in self._shown(name).items() if number in before and before[number] != text
        ]
        wanted = step.edited.get(name, ())
        if name not in STAFF:
            complaints += self._differences(f"{name} edited", wanted, changed)
        else:
            complaints += [
                f"{name}: no edit reads {text!r}, only {changed}"
                for text in wanted
                if not any(self._matches(text, seen) for seen in changed)
            ]
        return complaints

    def _paged(self, name: str, transcript: Transcript, step: Step) -> bool:
        """Whether what arrives here counts as a page."""
        return name in STAFF and name != transcript.actor and name not in step.shows

    def _pages(self, transcript: Transcript, step: Step) -> list[str]:
        """Everybody who is paged sees the same; somebody is."""
        if step.page is None:
            return []
        names = [name for name in STAFF if self._paged(name, transcript, step)]
        seen = {name: new for name in names if (new := self._new(self.phone(name)))}
        if not seen:
            return self._differences("page", step.page, [])
        return [line for name in seen for line in self._differences(f"page to {name}", step.page, seen[name])]

    def _new(self, phone: Phone) -> list[str]:
        return [self._reads(phone, message) for message in phone.unread()]

    async def _letters(self, transcript: Transcript, wanted: int | Mapping[str, int]) -> list[str]:
        counts = {transcript.actor: wanted} if isinstance(wanted, int) else wanted
        complaints = []
        for name, count in counts.items():
            there = await self.stage.waiting(NAMES[name])
            if there != count:
                complaints.append(f"outbox of {name}: wanted {count}, got {there}")
        return complaints

    async def _variables(self, transcript: Transcript, wanted: Mapping[str, Any]) -> list[str]:
        session = await self.stage.session(NAMES[transcript.actor])
        frames = [frame for stack in (*session.suspended, session.stack) for frame in stack]
        values = {f"{frame.flow}.{name}": value for frame in frames for name, value in frame.values.items()}
        if not wanted:
            running = sorted({frame.flow for frame in frames})
            return [f"variables: wanted none, but there is {', '.join(running)}"] if running else []
        return [
            f"{name}: wanted {value}, got {values.get(name, NONE)}"
            for name, value in wanted.items()
            if _written(value) != _written(values.get(name))
        ]

    def _shown(self, name: str) -> dict[int, str]:
        phone = self.phone(name)
        for message in phone.screen:
            known = self.buttons.setdefault((phone.address, message.id), [])
            known[:0] = [button for button in message.buttons if button not in known]
        return {m.id: self._reads(phone, m) for m in phone.screen if not m.mine}

    def _reads(self, phone: Phone, message: Shown) -> str:
        quoted = next((m for m in phone.screen if m.id == message.reply_to), None)
        words = f"↩{quoted.text.strip()} ‖" if quoted else ""
        words += f"[{message.media.kind}] " if message.media else ""
        words += message.text
        if message.buttons:
            words += " {" + "|".join(caption for caption, _ in message.buttons) + "}"
        return self._named(words)

    def _named(self, words: str) -> str:
        """With the cases numbered in the order they come up: K1 is the first."""
        return CODE.sub(lambda found: self.codes.setdefault(found[0], f"K{len(self.codes) + 1}"), words)

    def _button(self, phone: Phone, caption: str, under: str | None) -> tuple[Shown, str]:
        """The newest button with this in its caption; under a message, also one that stood there before."""
        messages = [self._find(phone, under)] if under else phone.screen[::-1]
        for message in messages:
            choices: list[str] = []
            for shown, data in self.buttons[phone.address, message.id] if under else message.buttons:
                choice = _choice(data)
                if caption == f"={choice}" if caption.startswith("=") else caption in self._named(shown):
                    return message, data
                choices += [f"={choice}"] if choice else []
            if choices and caption.startswith("="):
                raise LookupError(f"the newest question has no {caption}, only {', '.join(choices)}")
        raise LookupError(f"no button {caption!r} on the phone of {phone.name}")

    def _find(self, phone: Phone, fragment: str) -> Shown:
        for message in reversed(phone.screen):
            if fragment in self._named(message.text):
                return message
        raise LookupError(f"nothing on the phone of {phone.name} reads {fragment!r}")

    # -- comparing -------------------------------------------------------------------------------

    def _differences(self, what: str, wanted: Sequence[str], seen: Sequence[str]) -> list[str]:
        if len(wanted) == len(seen) and all(map(self._matches, wanted, seen)):
            return []
        lines = [f"{what}:"]
        lines += [f"  wanted {text!r}{self._meaning(text)}" for text in wanted] or ["  wanted nothing"]
        lines += [f"  got    {text!r}" for text in seen] or ["  got    nothing"]
        return lines

    def _matches(self, wanted: str, seen: str) -> bool:
        """Whether all fragments are there, in this order; a block in any way it was just rendered."""
        place = 0
        for fragment in wanted.split(" … "):
            blocks = blocks_of(fragment)
            for alternatives in [self._renderings(block) for block in blocks] if blocks else [[fragment]]:
                ends = [
                    at + len(words)
                    for words in alternatives
                    if (at := seen.find(words, place)) >= 0 and words
                ]
                if not ends:
                    return False
                place = min(ends)
        return True

    def _renderings(self, block: str) -> list[str]:
        return [self._named(one.words) for one in self.stage.texts.rendered if _named(one) == block]

    def _meaning(self, wanted: str) -> str:
        """What the blocks in a wanted text read, for whoever has only their names before them."""
        blocks = [block for fragment in wanted.split(" … ") for block in blocks_of(fragment)]
        read = [f"@{block} reads {words[-1]!r}" for block in blocks if (words := self._renderings(block))]
        read += [f"@{block} was not said" for block in blocks if not self._renderings(block)]
        return f" ({'; '.join(read)})" if read else ""


def _named(rendered: Rendered) -> str:
    return f"{rendered.file}.{rendered.block}"


def _choice(data: str) -> str:
    """The key of the choice behind a button of a question; "human" for the button to a person."""
    press = buttons.read(data)
    if press is None or press.verb not in (ANSWER, HUMAN):
        return ""
    return "human" if press.verb == HUMAN else press.choice


def _written(value: Any) -> str:
    """A value as it is compared: as somebody would write it."""
    if value is None:
        return NONE
    return str([_written(part) for part in value]) if isinstance(value, list) else str(value).lower()


NUMBERS = tuple(
    EmergencyNumber(
        country=country,
        kind=kind,
        number=number,
        name=name,
        hours={"zh": "全天", "en": "any time"},
        callable_from=callable_from,
        languages=languages,
        source="made up for the stage",
        verified_on=verified_on,
    )
    for country, kind, number, name, callable_from, languages, verified_on in (
        (
            "LK",
            "crisis",
            "1926",
            {"zh": "斯里兰卡心理热线", "en": "Sri Lanka crisis line"},
            {"zh": "斯里兰卡境内", "en": "within Sri Lanka"},
            ("en", "si"),
            date(2026, 11, 1),
        ),
        (
            "LK",
            "medical",
            "0000",
            {"zh": "没核实的", "en": "never checked"},
            {"zh": "斯里兰卡境内", "en": "within Sri Lanka"},
            ("en",),
            None,
        ),
        (
            "CN",
            "crisis",
            "12356",
            {"zh": "全国心理援助热线", "en": "China crisis line"},
            {"zh": "中国境内", "en": "within China"},
            ("zh",),
            date(2026, 11, 1),
        ),
    )
)
"""For transcripts with `numbers: true`: two that count as verified and one that never was."""


async def set_stage(
    folder: Path, config: Config, transcript: Transcript, books: tuple[Texts, Library] | None = None
) -> Stage:
    """A stage with the people of this conversation at its hour; everything is kept in `folder`."""
    if transcript.numbers:
        config = staged(config, folder)
        config.numbers = NUMBERS
    config = copy(config)
    config.settings = config.settings.model_copy(update={"undo": transcript.undo})
    return await Stage.open(folder, config, citizens=transcript.people, start=transcript.start, books=books)
