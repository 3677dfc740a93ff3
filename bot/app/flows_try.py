"""`python -m bot flows try`: a dialogue in the terminal, as the phone would show it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import assemble
from bot.app.actions import LANGUAGES
from bot.app.config import Config
from bot.app.library import Library, LibraryFault
from bot.app.phones import Phone, Shown
from bot.app.playing import MEDIA, STAFF
from bot.app.stage import LIU, NAMES, PEOPLE, Stage
from bot.channel.templates import Texts, TextsFault
from bot.domain.flow.model import SYSTEM
from bot.domain.flow.source import duration, guess
from bot.store import people

Books = tuple[Texts, Library]

HELP = """\
Type what the person would write. A number answers as it does on a phone; :1 presses the first button.
  :photo :voice :place :contact :sticker   sends something that is no text
  :after 2h        moves the clock              :vars    the variables of the dialogue
  :staff           what reached the staff       :lang en changes the language
  :again           reads the files again and starts over
  :quit            ends"""

SENT = {
    ":photo": "photo",
    ":voice": "voice",
    ":place": "location",
    ":contact": "contact",
    ":sticker": "sticker",
}
_START = "try"
"""The command that starts the flow on this stage, whatever start words it has."""


class NoSuchFlow(Exception):
    """There is no flow of that name; the text says which one may be meant."""


def run(
    config: Config, flow: str, language: str, read: Callable[[], str | None], write: Callable[[str], None]
) -> None:
    """Talks until `read` gives None or `:quit`. Everything is kept in a folder that is removed at the end.

    Raises LibraryFault or TextsFault for files that cannot be used when it begins, and NoSuchFlow.
    """
    # a runner for every line, not one coroutine for all: so Ctrl-C ends it while it waits for a line
    with ExitStack() as kept, asyncio.Runner() as runner:
        terminal = _Terminal(config, flow, language, write, kept)
        try:
            runner.run(terminal.start(assemble.read_library(config)))
            while (line := read()) is not None and line.strip() != ":quit":
                if line.strip():
                    runner.run(terminal.hear(line.strip()))
        finally:
            runner.run(terminal.close())


class _Terminal:
    def __init__(
        self, config: Config, flow: str, language: str, write: Callable[[str], None], kept: ExitStack
    ) -> None:
        self._config, self._flow, self._language = config, flow, language
        self._write, self._kept = write, kept
        self._stage: Stage | None = None
        self._seen: dict[int, str] = {}

    @property
    def stage(self) -> Stage:
        assert self._stage is not None
        return self._stage

    @property
    def phone(self) -> Phone:
        return self.stage.phone(LIU.address)

    async def start(self, books: Books) -> None:
        """A new stage with these flows and texts, and the dialogue's first question on it."""
        texts, library = books
        if self._flow not in library.flows or self._flow == SYSTEM:
            names = sorted(set(library.flows) - {SYSTEM})
            close = guess(self._flow, names) or f": there are {', '.join(names)}"
            raise NoSuchFlow(f'there is no flow "{self._flow}"{close}')
        library = replace(library, commands={**library.commands, _START: self._flow})
        await self.close()
        folder = Path(self._kept.enter_context(TemporaryDirectory(prefix="warmline-")))
        citizens = [replace(one, language=self._language) if one is LIU else one for one in PEOPLE]
        self._stage = await Stage.open(folder, self._config, citizens=citizens, books=(texts, library))
        for name in STAFF:
            self.stage.phone(NAMES[name], name)
        self._seen = {}
        await self.phone.says(f"/{_START}")
        self._show()

    async def close(self) -> None:
        if self._stage is not None:
            await self._stage.close()
            self._stage = None

    async def hear(self, line: str) -> None:
        """One line of the author's."""
        word, _, rest = line.partition(" ")
        if not line.startswith(":"):
            await self.phone.says(line)
        elif word[1:].isdecimal():
            await self._press(int(word[1:]))
        elif word in SENT:
            await self.phone.sends(**MEDIA[SENT[word]])
        elif word == ":after":
            await self._after(rest)
        elif word == ":vars":
            await self._variables()
        elif word == ":staff":
            self._staff()
        elif word == ":lang":
            await self._speak(rest)
        elif word == ":again":
            await self._again()
        else:
            known = (*SENT, ":after", ":vars", ":staff", ":lang", ":again", ":quit", ":help")
            self._write(HELP if word == ":help" else f"{word} is not known here{guess(word, known)}; :help")
        self._show()

    async def _press(self, number: int) -> None:
        message = next((one for one in reversed(self.phone.screen) if one.buttons), None)
        if message is None or not 1 <= number <= len(message.buttons):
            self._write(f"there is no button {number}")
            return
        await self.phone.presses_data(message.buttons[number - 1][1], message.id)

    async def _after(self, written: str) -> None:
        length = duration(written)
        if length is None:
            self._write("write how long, such as :after 2h; s, m, h or d")
            return
        await self.stage.skip(seconds=length.total_seconds())
        self._write(f"— {written} later —")

    async def _variables(self) -> None:
        """Sensitive ones too: what is typed here is the author's own."""
        session = await self.stage.session(LIU.address)
        if session.mode != "bot":
            self._write("no dialogue: a person has been called")
        elif not session.stack:
            self._write("no dialogue is running")
        for frame in session.stack:
            self._write(f"{frame.flow}, at step {frame.step}")
            for name, value in frame.values.items():
                self._write(f"  {name} = {value}")

    def _staff(self) -> None:
        silent = True
        for name in STAFF:
            for message in self.stage.phone(NAMES[name]).news():
                self._write(_framed(message, f"{name}: "))
                silent = False
        if silent:
            self._write("nothing new reached the staff")

    async def _speak(self, language: str) -> None:
        if language not in LANGUAGES:
            self._write(f"write one of {', '.join(LANGUAGES)}, such as :lang en")
            return
        self._language = self.phone.language = language
        async with self.stage.store.db.transaction() as tx:
            await people.set_language(tx, f"person{LIU.address}", language)
        self._write(f"from here on in {language}")

    async def _again(self) -> None:
        try:
            await self.start(assemble.read_library(self._config))
        except (LibraryFault, TextsFault) as fault:
            self._write("\n".join(fault.messages))
            self._write("the talk goes on with the files as they were; mend these, then :again")
        except NoSuchFlow as fault:
            self._write(f"{fault}; the talk goes on with the files as they were")

    def _show(self) -> None:
        """What is new on the phone, and what has changed on it."""
        for toast in self.phone.toasts:
            self._write(f"  ({toast})")
        self.phone.toasts.clear()
        for message in self.phone.screen:
            text = _framed(message)
            if not message.mine and self._seen.get(message.id) != text:
                changed = message.id in self._seen
                self._seen[message.id] = text
                self._write(f"✎ {text}" if changed else text)


def _framed(message: Shown, lead: str = "") -> str:
    """A message with its buttons, numbered in reading order."""
    words = f"[{message.media.kind}] {message.text}" if message.media else message.text
    lines = [f"  {line}".rstrip() for line in f"{lead}{words}".splitlines()]
    lines += [f"    :{number} {caption}" for number, (caption, _) in enumerate(message.buttons, 1)]
    return "\n".join((*lines, ""))
