"""Finding rules in normalised text: literal words, bounded gaps, nothing that can run away.

A rule is a row of words to be met in order. Words are found by their first letters in a tree of
them, rules by walking sorted positions, so the work grows with the length of the text and with nothing else:
there is no regular expression to be attacked.

Notation, one rule a line under the heading it belongs to::

    [red suicide.plan]
    攒/存/备 ..4 药/药片            words in order, at most four characters between; none given: adjacent
    药/绳子 & 今晚/明早             rows in any order, within NEARBY characters, across sentences
    ! i_want ..10 die               `!`: counts in a hushed sentence too

`/` separates alternatives, `@name` stands for a word list, `_` is a space. A Latin word matches only as a
whole word; `*` at its end lets it end otherwise. Gaps of the ordered form never cross the end of a sentence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain

NEARBY = 60
"""How far apart, in characters, the words of an unordered rule may stand."""

END = "。"
"""Ends a sentence; normalisation maps every other terminator to it."""

CLAUSE = "，"
"""Ends a clause, as all there is between two messages that are read together."""

RARER = 30
"""How many times as often one meets a word than one that is a letter longer: a guess, for speed alone."""

DEPTH = 3
"""How deep the tree of words goes. Few words have their first three letters in common; those are compared whole."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """Numbered word lists to be met in order, at most `gaps[i]` characters between one and the next."""

    words: tuple[int, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a table: one row, or several to be met near each other."""

    kind: str
    """First word of the heading: red, amber, or one of those explained in traps."""
    code: str
    """Second word of the heading, such as "suicide.plan"."""
    rows: tuple[Row, ...]
    needs: frozenset[int]
    """Every word list it cannot do without."""
    firm: bool
    """Counts in a hushed sentence too."""


@dataclass(frozen=True, slots=True)
class Found:
    """A rule met in a text, from `start` up to and not including `end`."""

    rule: Rule
    start: int
    end: int


class _Letter:
    """Where the words of a table have come to after some characters."""

    __slots__ = ("following", "longer", "words")

    def __init__(self) -> None:
        self.following: dict[str, _Letter] = _NOTHING
        self.words: tuple[tuple[int, bool], ...] = ()
        """The words that end here: number, and whether a Latin one may go on."""
        self.longer: tuple[tuple[str, int, bool], ...] = ()
        """The same of those that go on beyond the tree, with the whole word."""

    def follow(self, char: str) -> _Letter:
        """The next letter, put there if there is none."""
        if self.following is _NOTHING:
            self.following = {}
        return self.following.setdefault(char, _Letter())


_NOTHING: dict[str, _Letter] = {}
"""What follows where nothing does: most letters are the last of something."""


class Words:
    """The words of a table that occur in one text, and where."""

    def __init__(self, table: Table, hits: Mapping[int, Sequence[Span]]) -> None:
        self._table = table
        self._hits = hits
        self.numbers = frozenset(hits)
        self._spans: dict[int, Sequence[Span]] = {}

    def spans(self, number: int) -> Sequence[Span]:
        """Where words of this list occur, in order of position."""
        spans = self._spans.get(number)
        if spans is None:
            rows = [self._hits[word] for word in self._table.members[number] & self.numbers]
            spans = rows[0] if len(rows) == 1 else sorted(chain.from_iterable(rows))
            self._spans[number] = spans
        return spans

    def outside(self, taken: Iterable[Found], length: int) -> Words:
        """The words of which no character lies in a stretch already taken, in a text of this length."""
        covered = bytearray(length)
        for found in taken:
            covered[found.start : found.end] = b"\1" * (found.end - found.start)
        left = {
            word: [hit for hit in hits if 1 not in covered[hit[0] : hit[1]]]
            for word, hits in self._hits.items()
        }
        return Words(self._table, {word: hits for word, hits in left.items() if hits})


class Table:
    """Rules ready to be met. Built once from text; every mistake in it raises ValueError with the line."""

    def __init__(self, lists: Mapping[str, str], lines: str) -> None:
        self._lists = {name: tuple(words.split()) for name, words in lists.items()}
        self._numbers: dict[frozenset[str], int] = {}
        self._letters = _Letter()
        self.members: dict[int, frozenset[int]] = {}
        """For each numbered list, its words, those that stand in the same lists under one number."""
        self.rules = tuple(self._read_all(lines))
        self._across: list[tuple[str, int]] = []
        """The words with the end of a clause in them: the only ones that a text has and none of its clauses."""
        self._by_word: dict[str, dict[int, tuple[int, ...]]] = {}
        """By kind and numbered word, the rules to be thought of where it occurs."""
        self._needed: list[tuple[frozenset[int], ...]] = []
        """For each rule, the words of the other lists it cannot do without, those that are met with least first."""
        self._index()
        # what only the reading needed
        self._lists, self._numbers = {}, {}

    def words(self, text: str) -> Words:
        """The table's words in a text."""
        hits: dict[int, list[Span]] = {}
        root = self._letters.following
        last = len(text)
        inside = False  # of a Latin word, where none of ours can begin
        for at, char in enumerate(text):
            within, inside = inside, "a" <= char <= "z"
            letter = root.get(char)
            if letter is None or (within and inside):
                continue
            stop = at + 1
            while letter is not None:
                for number, free in letter.words:
                    end = _whole(text, stop, free) if "a" <= text[stop - 1] <= "z" else stop
                    if end and number in hits:
                        hits[number].append((at, end))
                    elif end:
                        hits[number] = [(at, end)]
                for word, number, free in letter.longer:
                    if text.startswith(word, at):
                        end = at + len(word)
                        end = _whole(text, end, free) if "a" <= word[-1] <= "z" else end
                        if end:
                            hits.setdefault(number, []).append((at, end))
                if stop == last:
                    break
                letter = letter.following.get(text[stop])
                stop += 1
        return Words(self, hits)

    def meet(
        self, kind: str, words: Words, sentences: Sequence[int], known: Collection[str] = ()
    ) -> Iterator[Found]:
        """Every rule of this kind met by these words, once for each place where its first row ends.

        `sentences` gives the number of the sentence for each position of the text. Rules of the codes `known`, which
        may become more meanwhile, are not looked at any more.
        """
        for rule in self._thought_of(kind, words.numbers):
            if rule.code not in known:
                yield from _places(rule, words, sentences)

    def may_meet(self, kinds: Iterable[str], text: str, clauses: Iterable[Set[int]]) -> bool:
        """Whether a text whose clauses have these words, by number, may meet a rule of these kinds. True for some
        that meet none: where the words stand is not looked at."""
        numbers = set[int]().union(*clauses)
        numbers.update(number for word, number in self._across if word in text)
        return any(True for kind in kinds for _ in self._thought_of(kind, numbers))

    def _thought_of(self, kind: str, numbers: Set[int]) -> Iterable[Rule]:
        """The rules of this kind that find a word of each list they need among these."""
        by_word = self._by_word[kind]
        for place in set[int]().union(*map(by_word.__getitem__, by_word.keys() & numbers)):
            for members in self._needed[place]:
                if members.isdisjoint(numbers):
                    break
            else:
                yield self.rules[place]

    def _read_all(self, lines: str) -> Iterable[Rule]:
        kind = code = ""
        for line in map(str.strip, lines.splitlines()):
            if line.startswith("["):
                kind, _, code = line.strip("[]").partition(" ")
            elif line and not line.startswith("#"):
                yield self._read(kind, code, line)

    def _read(self, kind: str, code: str, line: str) -> Rule:
        tokens = line.split()
        if not code:
            raise ValueError(f"safety rule without a heading: {line!r}")
        firm = tokens[0] == "!"
        rows = tuple(self._row(part.split(), line) for part in " ".join(tokens[firm:]).split(" & "))
        needs = frozenset(word for row in rows for word in row.words)
        return Rule(kind, code, rows, needs, firm)

    def _row(self, tokens: Sequence[str], line: str) -> Row:
        words: list[int] = []
        gaps: list[int] = []
        gap = 0
        for token in tokens:
            if token.startswith(".."):
                gap = int(token[2:])
                continue
            if words:
                gaps.append(gap)
            words.append(self._number(token, line))
            gap = 0
        if gap or not words:
            raise ValueError(f"safety rule with an empty row or a gap at its end: {line!r}")
        return Row(tuple(words), tuple(gaps))

    def _number(self, token: str, line: str) -> int:
        words: list[str] = []
        for piece in token.split("/"):
            if not piece:
                raise ValueError(f"empty word in safety rule: {line!r}")
            if piece.startswith("@"):
                if piece[1:] not in self._lists:
                    raise ValueError(f"unknown word list {piece} in safety rule: {line!r}")
                words += self._lists[piece[1:]]
            else:
                words.append(piece)
        return self._numbers.setdefault(frozenset(words), len(self._numbers))

    def _index(self) -> None:
        owners: dict[str, list[int]] = {}
        for words, number in self._numbers.items():
            for written in words:
                owners.setdefault(written, []).append(number)
        # words that stand in the same lists mean the same to every rule: one number, and one place in memory, for all
        alike: dict[tuple[int, ...], int] = {}
        endings = [(number, free) for number in range(len(owners)) for free in (False, True)]
        # the shorter first, so that what begins at one place is found in order of its end
        for written in sorted(owners, key=lambda written: (len(written), written)):
            number = alike.setdefault(tuple(owners[written]), len(alike))
            word, free = written.rstrip("*").replace("_", " "), written.endswith("*")
            if CLAUSE in word:
                self._across.append((word, number))
            letter = self._letters
            for char in word[:DEPTH]:
                letter = letter.follow(char)
            if len(word) <= DEPTH:
                letter.words = (*letter.words, endings[2 * number + free])
            else:
                letter.longer = (*letter.longer, (word, number, free))
        members: dict[int, list[int]] = {}
        for lists, number in alike.items():
            for owner in lists:
                members.setdefault(owner, []).append(number)
        self.members = {owner: frozenset(numbers) for owner, numbers in members.items()}
        # a rule is thought of where the list it needs is found that is met with least: few texts say any of it
        often = {
            number: sum(RARER ** -len(word) for word in words) for words, number in self._numbers.items()
        }
        by_word: dict[str, dict[int, list[int]]] = {}
        for place, rule in enumerate(self.rules):
            of_kind = by_word.setdefault(rule.kind, {})
            rarest, *others = sorted(sorted(rule.needs), key=often.__getitem__)
            self._needed.append(tuple(self.members[number] for number in others))
            for number in self.members[rarest]:
                of_kind.setdefault(number, []).append(place)
        self._by_word = {
            kind: {number: tuple(rules) for number, rules in of_kind.items()}
            for kind, of_kind in by_word.items()
        }


def _whole(text: str, end: int, free: bool) -> int:
    """Where a Latin word that reaches up to here ends in the text; 0 where it is only a part of another one."""
    stop = end
    while end < len(text) and "a" <= text[end] <= "z":
        end += 1
    return end if free or end == stop else 0


def _places(rule: Rule, words: Words, sentences: Sequence[int]) -> Iterable[Found]:
    """Where a rule is met."""
    rows = []
    for row in rule.rows:
        spans = _in_order(row, words, sentences)
        if not spans:
            return ()
        rows.append(spans)
    return [Found(rule, start, end) for start, end in _nearby(rows)]


def _in_order(row: Row, found: Words, sentences: Sequence[int]) -> Sequence[Span]:
    """The nearest chain for each place where the last word ends, in order of that end."""
    if len(row.words) == 1:
        return found.spans(row.words[0])
    reached = {end: start for start, end in found.spans(row.words[0])}
    for word, gap in zip(row.words[1:], row.gaps, strict=True):
        ends = sorted(reached)
        following: dict[int, int] = {}
        for start, end in found.spans(word):
            place = bisect_right(ends, start) - 1
            if place < 0:
                continue
            # the nearest end before the word is the best one: smallest gap, same sentence if any is
            before = ends[place]
            if start - before <= gap and sentences[before - 1] == sentences[start]:
                following[end] = max(reached[before], following.get(end, 0))
        if not following:
            return ()
        reached = following
    return [(reached[end], end) for end in sorted(reached)]


def _nearby(rows: Sequence[Sequence[Span]]) -> Sequence[Span]:
    """For each meeting of the first row, the stretch up to the nearest meetings of the others."""
    first, *others = rows
    if not others:
        return first
    ends = [[end for _, end in spans] for spans in others]
    stretches: list[Span] = []
    for start, end in first:
        low, high = start, end
        for spans, stops in zip(others, ends, strict=True):
            place = bisect_left(stops, end)
            near = [spans[i] for i in (place - 1, place) if 0 <= i < len(spans)]
            near = [span for span in near if max(span[0] - end, start - span[1]) <= NEARBY]
            if not near:
                break
            low = min(low, *(span[0] for span in near))
            high = max(high, *(span[1] for span in near))
        else:
            stretches.append((low, high))
    return stretches
