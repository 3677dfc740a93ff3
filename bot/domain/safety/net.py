"""The safety net: what a message, with the few before it, says about danger to somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from bot.domain.safety.matching import CLAUSE, END, Found, Table, Words
from bot.domain.safety.normalise import normalise

WHOLE = 16_000
"""Texts up to this length are read whole; a Telegram message has at most 4,096 characters."""
_EDGE = WHOLE // 2
_REMEMBERED = 4
"""How many earlier messages are read together with this one."""
_REMEMBERED_LENGTH = 400
"""How much of each of them, from its end."""
KNOWN = 1_000
"""How many earlier messages are not read anew each time another one follows them."""

_QUIETS: dict[str, tuple[str, ...]] = {
    # a film, a lesson, a song: somebody else's words
    "hush": ("",),
    # a form, an exam, a word to be translated: so much in life is one that only the clause is quietened
    "murmur": ("",),
    # the guitar handed over "until next hitch" is somebody going home
    "future": ("suicide.farewell", "suicide.euphemism"),
    # the heat stroke of last week is back at work
    "mended": ("medical.",),
}
"""Which reasons, by their beginning, a sentence with words of this kind takes away."""


class Level(IntEnum):
    """How soon a human must see it."""

    NONE = 0
    AMBER = 1
    """Serious distress: a human the same day."""
    RED = 2
    """Somebody's life or safety may be at risk now: a human at once."""


_ALARMING = {"red": Level.RED, "amber": Level.AMBER}
"""The kinds of rules that say something, the worst first; the others take it back."""


@dataclass(frozen=True, slots=True)
class Concern:
    """The verdict. `reasons` are stable codes such as "suicide.plan", sorted, never words of the person.

    Empty exactly when the level is NONE. When RED, only what makes it red is listed.
    """

    level: Level
    reasons: tuple[str, ...]


NOTHING = Concern(Level.NONE, ())


@cache
def _table() -> Table:
    # compiling the patterns takes a third of a second, which whoever only checks dialogues need not wait for
    from bot.domain.safety.patterns import TABLE

    return TABLE


def prepare() -> None:
    """Compiles the patterns now, so that no message waits for that. Whoever takes messages in calls it first."""
    _table()


def assess(text: str, recent: Sequence[str] = (), language: str = "") -> Concern:
    """What `text` says, alone or as the end of what the person wrote shortly before.

    `recent` holds earlier messages, oldest first; only what `text` adds to them counts, so a greeting
    after a disclosure is NONE. `language` is accepted for callers that know it; every text is read for
    Chinese, Cantonese and English whatever it says, because people mix them and settings are wrong.

    Linear in the length; never raises for any str. Texts longer than WHOLE are read at both ends.
    """
    del language
    if len(text) > WHOLE:
        text = text[:_EDGE] + "\n" + text[-_EDGE:]
    # who is heard first was found by the same words a moment ago
    alone = _known(text) if len(text) <= _REMEMBERED_LENGTH else _read(text)
    if alone.concern.level is Level.RED or not recent:
        return alone.concern
    before = [message[-_REMEMBERED_LENGTH:] for message in recent[-_REMEMBERED:]]
    heard = (alone.concern, _together(before, alone), _run_on(before[-1], text))
    return max(heard, key=lambda concern: concern.level)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text by itself."""

    plain: str
    """As it is read."""
    words: frozenset[int]
    """What the table knows of it, by number."""
    concern: Concern


def _read(text: str) -> _Reading:
    plain = normalise(text)
    words = _table().words(plain + END)
    return _Reading(plain, words.numbers, _concern(plain, words))


_known = lru_cache(KNOWN)(_read)
"""The same for what is short: it comes again with each of the messages after it."""


def _together(before: Sequence[str], last: _Reading) -> Concern:
    """What the messages say as clauses of one text, as far as the last of them has a part in it."""
    readings = [_known(message) for message in before]
    earlier = "".join(reading.plain + CLAUSE for reading in readings)
    plain = earlier + last.plain
    if not _table().may_meet(_ALARMING, plain, [last.words, *(reading.words for reading in readings)]):
        # nearly everything people write: no word need be looked for again
        return NOTHING
    words = _table().words(plain + END)
    return _concern(plain, words, len(earlier))


def _run_on(last: str, text: str) -> Concern:
    """What the two last messages say where a word was torn between them."""
    plain = normalise(last + text)
    torn = _concern(plain, _table().words(plain + END))
    return torn if torn.level > _known(last).concern.level else NOTHING


def _concern(plain: str, words: Words, since: int = 0) -> Concern:
    """What every red rule met says, or where none is every amber one, as far as it is met beyond `since`. `words` are
    those of the text with the end of a sentence behind it, so that a rule may ask for the end of a clause."""
    plain += END
    sentences = _numbers(plain)
    surroundings: _Surroundings | None = None
    for kind, level in _ALARMING.items():
        if not any(True for _ in _table().meet(kind, words, sentences)):
            # nearly everything people write: idioms only ever take words away
            continue
        surroundings = surroundings or _Surroundings(plain, words, sentences)
        if reasons := surroundings.reasons(kind, since):
            return Concern(level, tuple(sorted(reasons)))
    return NOTHING


class _Surroundings:
    """What stands around words that alarm, and may take them back: idioms are taken out, quoted and taught sentences
    left aside."""

    def __init__(self, plain: str, words: Words, sentences: Sequence[int]) -> None:
        table = _table()
        self._sentences, self._clauses = sentences, _numbers(plain.replace(CLAUSE, END))
        # an idiom ends with its clause: 无所谓，反正不想活了 denies nothing
        idioms = [*table.meet("trap", words, self._clauses), *table.meet("aside", words, sentences)]
        if idioms:
            real = _touched_places(table.meet("real", words, sentences))
            idioms = [idiom for idiom in idioms if real.isdisjoint(range(idiom.start, idiom.end))]
            words = words.outside(idioms, len(plain))
        self._words = words
        self._noticed = any(True for _ in table.meet("notice", words, sentences))
        self._quiet: dict[str, set[int]] = {}

    def reasons(self, kind: str, since: int) -> set[str]:
        """The codes of the rules of a kind that are met beyond `since` in earnest."""
        found: set[str] = set()
        # one place is enough for each of them
        for one in _table().meet(kind, self._words, self._sentences, found):
            if one.end > since and (one.rule.firm or not (self._noticed or self._quietened(one))):
                found.add(one.rule.code)
        return found

    def _quietened(self, one: Found) -> bool:
        """Whether the sentence or clause it stands in speaks of something else."""
        for kind, codes in _QUIETS.items():
            if one.rule.code.startswith(codes):
                numbers = self._clauses if kind == "murmur" else self._sentences
                if kind not in self._quiet:
                    self._quiet[kind] = _touched(_table().meet(kind, self._words, self._sentences), numbers)
                if not self._quiet[kind].isdisjoint(numbers[one.start : one.end]):
                    return True
        return False


def _touched(found: Iterable[Found], sentences: Sequence[int]) -> set[int]:
    return {number for one in found for number in sentences[one.start : one.end]}


def _touched_places(found: Iterable[Found]) -> set[int]:
    return {place for one in found for place in range(one.start, one.end)}


def _numbers(plain: str) -> list[int]:
    """For each position, how many sentences have ended before it."""
    numbers: list[int] = []
    for number, sentence in enumerate(plain.split(END)):
        numbers += [number] * (len(sentence) + 1)
    return numbers
