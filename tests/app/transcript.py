"""Plays conversations written as data: who says or presses what, and what every phone shows after it.

A step is a mapping with one act and what it brings:

    - liu says: 我不想活了            # says, presses, sends, edits, blocks, returns · after: 60s · line: {liu: down}
                                      # · refuses: {li: [photo]}
      quoting: 我姓李                 # with says: a message on that phone that is replied to
      liu: [谢谢您说出来]             # what arrives on that phone, in order, nothing else
      li: [🔴 红 … 斯里兰卡]          # fragments in this order, " … " between them
      li toast: 您接手了              # the short notice after a press
      li edited: [已由 赵医生 接手]   # messages that changed; checked where written, always for employees

A message reads `↩quoted text ‖[voice] text {button|button}`.
A phone that is not named must stay silent. Cases read K1, K2 … in the order they come up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.channel.port import Down, Gone, Refused, Result, Unknown
from bot.domain.messages import Outgoing
from bot.domain.people import Role
from tests.street import NOON, PEOPLE, Citizen, Phone, Shown, Street, street_config

FOLDER = Path(__file__).parents[1] / "conversations"
NAMES = {"liu": 1001, "smith": 1003, "li": 2001, "zhao": 2002, "wang": 2003, "chen": 2004, "guest": 9001}
STAFF = ("li", "zhao", "wang", "chen")
MEDIA: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{"file_id": "small"}, {"file_id": "big"}]},
    "voice": {"voice": {"file_id": "v1"}},
    "video": {"video": {"file_id": "f1"}},
    "video_note": {"video_note": {"file_id": "n1"}},
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
ACTS = ("says", "presses", "sends", "edits", "blocks", "returns")


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation: the people, the hour, the steps."""

    name: str
    people: tuple[Citizen, ...]
    start: datetime
    numbers: bool
    steps: tuple[Mapping[str, Any], ...]


def transcripts() -> list[Transcript]:
    """Every conversation of every file, in a stable order."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for part in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            duties = part.get("duty", {})
            people = [_on(citizen, duties) for citizen in PEOPLE]
            people += [_citizen(row) for row in part.get("people", [])]
            start = part.get("start", NOON)
            found.append(
                Transcript(
                    f"{path.stem}: {part['conversation']}",
                    tuple(people),
                    start.replace(tzinfo=UTC) if start.tzinfo is None else start,
                    part.get("numbers", False),
                    tuple(part["steps"]),
                )
            )
    return found


def _on(citizen: Citizen, duties: Mapping[str, Any]) -> Citizen:
    name = next(name for name, address in NAMES.items() if address == citizen.address)
    duty = duties.get(name, citizen.duty)
    return Citizen(citizen.name, citizen.address, citizen.unit, citizen.role, citizen.language, duty)


def _citizen(row: Mapping[str, Any]) -> Citizen:
    return Citizen(
        row["name"],
        NAMES[row["phone"]],
        row["unit"],
        Role(row["role"]),
        row.get("language", "zh"),
        row.get("duty"),
    )


@dataclass(slots=True)
class Play:
    """A conversation under way. `crash` says where the process dies in every step: nowhere, before a message
    that was taken in is read, or after it was read and before anything is sent."""

    street: Street
    crash: str = "never"
    lines: dict[int, Result] = field(default_factory=dict)
    refused: dict[int, list[str]] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    buttons: dict[tuple[int, int], list[tuple[str, str]]] = field(default_factory=dict)
    """Every button that ever stood under a message, newest first: a thumb may be slower than an edit."""

    def phone(self, name: str) -> Phone:
        return self.street.phone(NAMES[name], name)

    async def run(self, transcript: Transcript) -> None:
        self.street.channel.always = self._line
        for name in NAMES:
            self.phone(name)
        for number, step in enumerate(transcript.steps, 1):
            before = {name: self._shown(name) for name in NAMES}
            for name in NAMES:
                self.phone(name).toasts.clear()
            await self._act(step)
            complaints = [line for name in NAMES for line in self._compare(name, step, before[name])]
            assert not complaints, "\n".join((f"{transcript.name}, step {number}: {step}", *complaints))

    # -- doing -----------------------------------------------------------------------------------

    async def _act(self, step: Mapping[str, Any]) -> None:
        if "after" in step:
            await self.street.skip(**_duration(step["after"]))
            return
        if "line" in step:
            for name, state in step["line"].items():
                self.lines.pop(NAMES[name], None)
                if state != "fine":
                    self.lines[NAMES[name]] = LINES[state]
            return
        if "refuses" in step:
            self.refused = {NAMES[name]: kinds for name, kinds in step["refuses"].items()}
            return
        act, what = next((key, value) for key, value in step.items() if " " in key and key.split()[1] in ACTS)
        name, verb = act.split()
        phone = self.phone(name)
        crashing = self.crash != "never"
        if verb == "says":
            quoted = self._find(phone, step["quoting"]).id if "quoting" in step else None
            await phone.says(what, reply_to=quoted, settle=not crashing)
        elif verb == "presses":
            message, data = self._button(phone, what, step.get("under"))
            await phone.presses_data(data, message.id, settle=not crashing)
        elif verb == "sends":
            parts = what if isinstance(what, list) else [what]
            for part in parts:
                content = {"kind": part} if isinstance(part, str) else dict(part)
                await phone.sends(settle=not crashing, **MEDIA[content.pop("kind")], **content)
        elif verb == "edits":
            mine = self._find(phone, what["of"])
            await phone.edits(mine.id, what["to"])
        elif verb == "blocks":
            await phone.blocks()
        else:
            await phone.blocks(status="member")
        if crashing:
            await self._crash()
            await self.street.settle()

    async def _crash(self) -> None:
        if self.crash == "before sending":
            await self.street.house.frontdesk.work()
        ids = self.street.house.frontdesk._ids
        self.street = await self.street.reopen()
        # numbers go on: the new process would not give out the old ones again
        self.street.house.frontdesk._ids = self.street.house.intake._ids = ids

    def _line(self, chat: int, message: Outgoing) -> Result | None:
        if message.media is not None and message.media.kind in self.refused.get(chat, ()):
            return LINES["refused"]
        return self.lines.get(chat)

    # -- seeing ----------------------------------------------------------------------------------

    def _compare(self, name: str, step: Mapping[str, Any], before: Mapping[int, str]) -> list[str]:
        phone = self.phone(name)
        complaints = []
        new = [self._reads(phone, message) for message in phone.news()]
        complaints += _differences(f"{name} sees", _list(step.get(name)), new)
        complaints += _differences(f"{name} toast", _list(step.get(f"{name} toast")), phone.toasts)
        changed = [
            text for number, text in self._shown(name).items() if number in before and before[number] != text
        ]
        wanted = _list(step.get(f"{name} edited"))
        if name not in STAFF:
            complaints += _differences(f"{name} edited", wanted, changed)
        else:
            complaints += [
                f"{name}: no edit reads {text!r}, only {changed}"
                for text in wanted
                if not any(_matches(text, seen) for seen in changed)
            ]
        return complaints

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
        messages = [self._find(phone, under)] if under else reversed(phone.screen)
        for message in messages:
            for shown, data in self.buttons[phone.address, message.id] if under else message.buttons:
                if caption in self._named(shown):
                    return message, data
        raise LookupError(f"no button {caption!r} on the phone of {phone.name}")

    def _find(self, phone: Phone, fragment: str) -> Shown:
        for message in reversed(phone.screen):
            if fragment in self._named(message.text):
                return message
        raise LookupError(f"nothing on the phone of {phone.name} reads {fragment!r}")


def _differences(what: str, wanted: Sequence[str], seen: Sequence[str]) -> list[str]:
    if len(wanted) == len(seen) and all(map(_matches, wanted, seen)):
        return []
    return [f"{what}:", *(f"  wanted {text!r}" for text in wanted), *(f"  got    {text!r}" for text in seen)]


def _matches(wanted: str, seen: str) -> bool:
    place = 0
    for fragment in wanted.split(" … "):
        place = seen.find(fragment, place)
        if place < 0:
            return False
        place += len(fragment)
    return True


def _list(value: Any) -> list[str]:
    return [] if value is None else [str(text) for text in value] if isinstance(value, list) else [str(value)]


def _duration(text: str) -> dict[str, float]:
    return {{"s": "seconds", "m": "minutes", "h": "hours"}[text[-1]]: float(text[:-1])}


NUMBERS = """
numbers:
  - {country: LK, kind: crisis, number: "1926", name: {zh: 斯里兰卡心理热线, en: Sri Lanka crisis line},
     hours: {zh: 全天, en: any time}, callable_from: {zh: 斯里兰卡境内, en: within Sri Lanka},
     languages: [en, si], source: "https://example.org/lk", verified_on: 2026-11-01}
  - {country: LK, kind: medical, number: "0000", name: {zh: 没核实的, en: never checked},
     hours: {zh: 全天, en: any time}, callable_from: {zh: 斯里兰卡境内, en: within Sri Lanka},
     languages: [en], source: "https://example.org/lk", verified_on: null}
  - {country: CN, kind: crisis, number: "12356", name: {zh: 全国心理援助热线, en: China crisis line},
     hours: {zh: 全天, en: any time}, callable_from: {zh: 中国境内, en: within China},
     languages: [zh], source: "https://example.org/cn", verified_on: 2026-11-01}
"""
"""Made for the tests: two verified numbers and one that never was."""


@cache
def _with_numbers() -> str:
    shipped = (Path(__file__).parents[2] / "config.yaml").read_text(encoding="utf-8")
    return shipped[: shipped.index("\nnumbers:")] + NUMBERS


async def open_street(folder: Path, transcript: Transcript) -> Street:
    environment = {}
    if transcript.numbers:
        path = folder / "config.yaml"
        path.write_text(_with_numbers(), encoding="utf-8")
        for name in ("flows", "templates"):
            (folder / name).symlink_to(Path(__file__).parents[2] / name)
        environment["WARMLINE_CONFIG"] = str(path)
    config = street_config(folder, **environment)
    return await Street.open(folder, citizens=transcript.people, start=transcript.start, config=config)
