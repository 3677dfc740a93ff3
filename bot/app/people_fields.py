"""The values of an entry in a file of units and people: read strictly, with advice on what was meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date

from bot.app.actions import LANGUAGES
from bot.app.people_shifts import Unread, read_shifts
from bot.app.places import countries, known_zone, suggest_country, suggest_zone
from bot.domain.care.facts import Risk
from bot.domain.flow.source import Fields, Items, Scalar, Table, guess
from bot.domain.people import Role
from bot.domain.rota import read_window

LONGEST_NAME = 80
LARGEST_TELEGRAM_ID = 2**52
EARLIEST, LATEST = 1950, 2150
BORN = 1900
"""The earliest year of a birthday: parents of those who work abroad are on the list too."""

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
GENDERS = ("m", "f")
LONGEST_LABEL = 20
_GENDER_WORDS = {
    "male": "m", "man": "m", "男": "m", "男性": "m", "female": "f", "woman": "f", "女": "f", "女性": "f",
}  # fmt: skip
_SPOKEN = re.compile(r"[a-z]{2,3}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


_LACKING = {
    "rota": "is no pattern: write days, nights, 0-4, or 14 days 14 nights from 2026-11-20",
    "watch": "does not say which watch: write 0-4, 4-8, 8-12, 0-6 or 6-12",
    "kinds": "does not say what the two numbers are: write 14 days 14 nights, or 28 days on 28 off",
    "which": "does not say whether the work is by day or by night",
    "each": "does not say how many days each of them lasts",
    "since": "does not say on which day it begins: add from 2026-11-20, with the year",
}
"""What is told of words that lack something, see `people_shifts`."""


class EntryFields(Fields):
    """Typed access to one unit or person; what does not fit becomes a fault and reads as absent."""

    def given(self, key: str) -> bool:
        """Whether a key has a value; one with nothing behind it counts as absent."""
        node = self.table.entries.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.value is None)

    def word(self, key: str) -> str | None:
        """A word; a whole number such as `code: 101` is one too."""
        node = self.table.entries.get(key)
        if isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool):
            return str(node.value)
        return self.text(key) if self.given(key) else None

    def code(self, key: str, *, needed: bool = True) -> str | None:
        """The code of a unit: what fits into a link and a button."""
        word = self.word(key)
        if word is None:
            if needed and key in self and not self.given(key):
                self.fault(key, f'"{key}" is empty')
            return None
        if not _CODE.fullmatch(word):
            self.fault(key, f'{key} "{word}" may have letters a-z, digits, - and _, at most 40 of them')
            return None
        return word

    def key(self) -> str | None:
        word = self.word("key")
        if word is not None and len(word) > LONGEST_NAME:
            self.fault("key", f'"key" is longer than {LONGEST_NAME} characters')
        return word

    def called(self, key: str = "name") -> str | None:
        """A name in one line, its spaces and composed letters written in one way only."""
        word = self.text(key)
        if word is None:
            return None
        # the same name typed on another machine is the same name
        name = " ".join(unicodedata.normalize("NFC", word).split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            self.fault(key, f'"{key}" needs 1 to {LONGEST_NAME} characters in one line')
            return None
        return name

    def unit_name(self) -> dict[str, str]:
        """One name for all languages or one for each; empty after a fault."""
        node = self.table.entries.get("name")
        if not isinstance(node, Table):
            name = self.called()
            return {} if name is None else dict.fromkeys(LANGUAGES, name)
        names = EntryFields(node, self._faults)
        names.allow(LANGUAGES, "a name")
        said = {language: name for language in LANGUAGES if (name := names.called(language)) is not None}
        if not said:
            self.fault("name", f'"name" needs a word, or one for each of {", ".join(LANGUAGES)}')
            return {}
        # a name in one language is better than none in the other
        return {language: said.get(language) or next(iter(said.values())) for language in LANGUAGES}

    def zone(self, key: str) -> str | None:
        name = self.text(key)
        if name is not None and not known_zone(name):
            self.fault(key, f'"{name}" is no time zone{suggest_zone(name)}')
            return None
        return name

    def country(self) -> str:
        """Two capital letters; empty when it is absent, which is a ship."""
        node = self.table.entries.get("country")
        if isinstance(node, Scalar) and node.value in (None, ""):
            return ""
        country = self.text("country")
        if country is None:
            return ""
        if country.upper() in countries():
            return country.upper()
        self.fault(
            "country",
            f'"{country}" is no country: two letters such as CN, or leave it out for a ship'
            f"{suggest_country(country)}",
        )
        return ""

    def risk(self) -> str | None:
        """How hard life is there; None is not said."""
        return self.one_of("risk", tuple(Risk), "") or None if self.given("risk") else None

    def thin(self) -> bool | None:
        """Whether their link is thin; None is not said."""
        return self.flag("thin", False) if self.given("thin") else None

    def shifts(self) -> str | None:
        """How they work, in the words they would use with /shifts; None is not said."""
        words = self.text("shifts") if self.given("shifts") else None
        if words is None:
            return None
        try:
            read_shifts(words)
        except Unread as lacking:
            self.fault("shifts", f'shifts "{words}" {_LACKING[str(lacking)]}')
            return None
        return words

    def several(self, key: str, options: Collection[str]) -> tuple[str, ...] | None:
        """Words of a fixed list; None is not said."""
        if not self.given(key):
            return None
        found = []
        for line, word in self.words(key):
            if word in options:
                found.append(word)
            else:
                self._at(line, f'{key} "{word}" is none of {", ".join(options)}{guess(word, options)}')
        return tuple(dict.fromkeys(found))

    def labels(self, key: str, what: str) -> tuple[str, ...] | None:
        """Words of one's own, each written in one way; None is not said. `what` each of them is."""
        if not self.given(key):
            return None
        found = []
        for line, word in self.words(key):
            label = " ".join(unicodedata.normalize("NFKC", word).casefold().split())
            if not label or len(label) > LONGEST_LABEL or not label.isprintable():
                self._at(line, f"{what} needs 1 to {LONGEST_LABEL} characters")
            else:
                found.append(label)
        return tuple(dict.fromkeys(found))

    def roles(self) -> tuple[Role, ...]:
        """From `role` or `roles`, whichever is there."""
        keys = [key for key in ("role", "roles") if key in self]
        if len(keys) != 1:
            what = (
                'write either "role" or "roles"' if keys else f'"role" is missing: one of {", ".join(Role)}'
            )
            self.fault("roles", what)
            return ()
        (key,) = keys
        words = self.words(key)
        if not words and isinstance(self.table.entries[key], Items):
            self.fault(key, f'"{key}" is empty: write one of {", ".join(Role)}')
        found = []
        for line, word in words:
            if word in tuple(Role):
                found.append(Role(word))
            else:
                meant = guess(re.sub(r"[\s-]+", "_", word.lower()), Role)
                self._at(line, f'role "{word}" is none of {", ".join(Role)}{meant}')
        return tuple(dict.fromkeys(found))

    def telegram_id(self) -> int | None:
        return self.whole("telegram_id", 1, LARGEST_TELEGRAM_ID) if self.given("telegram_id") else None

    def spoken(self) -> tuple[str, ...] | None:
        """The languages somebody speaks; None is not said."""
        if not self.given("languages"):
            return None
        spoken = []
        for line, word in self.words("languages"):
            if _SPOKEN.fullmatch(word):
                spoken.append(word)
            else:
                self._at(line, f'"{word}" is no language: write its two or three letters, such as zh or en')
        return tuple(dict.fromkeys(spoken))

    def language(self, spoken: tuple[str, ...] | None) -> str | None:
        """The language of the bot's words: `lang`, else the first spoken one in which there are words."""
        if self.given("lang"):
            return self._lang()
        return next((word for word in spoken or () if word in LANGUAGES), None)

    def gender(self) -> str | None:
        """`m` or `f`; None is not said."""
        if not self.given("gender"):
            return None
        word = self.text("gender")
        if word is None or word in GENDERS:
            return word
        meant = _GENDER_WORDS.get(word.casefold(), "")
        hint = f' — did you mean "{meant}"?' if meant else ""
        self.fault("gender", f'gender "{word}" is none of {", ".join(GENDERS)}{hint}')
        return None

    def dialects(self) -> tuple[str, ...] | None:
        """Dialects in words of one's own; None is not said."""
        return self.labels("dialects", "a dialect")

    def _lang(self) -> str | None:
        word = self.text("lang")
        if word is None or word in LANGUAGES:
            return word
        written = word.lower()
        meant = "zh" if written.startswith(("cn", "chi", "zh", "中")) else "en" if written[:2] == "en" else ""
        hint = f' — did you mean "{meant}"?' if meant else ""
        self.fault("lang", f'lang "{word}" is none of {", ".join(LANGUAGES)}{hint}')
        return None

    def duty(self) -> str | tuple[str, ...] | None:
        """`"always"` or weekly windows; an empty tuple is never, None is not said."""
        if not self.given("on_duty"):
            return None
        words = self.words("on_duty")
        if [word for _, word in words] == ["always"]:
            return "always"
        if [word for _, word in words] == ["never"]:
            return ()
        for line, word in words:
            if word in ("always", "never"):
                self._at(line, f'"{word}" stands alone, not among times')
                continue
            try:
                read_window(word)
            except ValueError as fault:
                self._at(line, f"{fault}, always or never{guess(word.lower(), ('always', 'never'))}")
        return tuple(word.strip().lower() for _, word in words)

    def day(self, key: str, earliest: int = EARLIEST) -> date | None:
        """A calendar day written year-month-day."""
        word = self.word(key)
        if word is None:
            return None
        if not _DATE.fullmatch(word):
            self.fault(key, f'{key} "{word}" is no date: write year-month-day, for example 2027-03-31')
            return None
        try:
            day = date.fromisoformat(word)
        except ValueError:
            self.fault(key, f'{key}: there is no day "{word}"')
            return None
        if not earliest <= day.year <= LATEST:
            self.fault(key, f"{key}: the year {day.year} is a slip of the pen")
            return None
        return day

    def _at(self, line: int, message: str) -> None:
        self._faults.add(line, message, self.step)
