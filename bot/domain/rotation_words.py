"""Shift patterns as people say them: 两周白班两周夜班，从11月20日开始; 做二休一; 三班倒; 14 days, 14 nights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import groupby

from bot.domain.flow.days import read_date, read_time
from bot.domain.flow.folding import plain
from bot.domain.flow.numerals import CHINESE, ENGLISH, whole
from bot.domain.localtime import add_months
from bot.domain.rhythm import Kind
from bot.domain.rotations import FURTHEST, Hours, Pattern, Stretch

LONGEST = 120
"""Characters of a pattern; beyond that it is something else."""


def read_pattern(text: str, today: date) -> Pattern | None:
    """The pattern in these words, as far as they say it; None where there is none. Never raises."""
    written = plain(text).strip()
    if len(written) > LONGEST:
        return None
    since, written = _begun(written, today)
    hours, written = _hours_in(written)
    found = _named(written) or _bare(written) or _letters(written) or _groups(written) or _unsaid(written)
    return replace(found, since=since, hours={**found.hours, **hours}) if found and found.turns else None


def read_since(text: str, today: date) -> date | None:
    """The day a pattern begins, or has begun: 11月20日, 上周五, "day 5". A date without a year, or without a month, is
    the nearest one, before or after today. Never raises."""
    written = _WORDS_OF_A_START.sub("", plain(text)).strip()
    counted = _NTH.fullmatch(written)
    if counted is not None:
        number = whole(counted[1] or counted[2])
        return today - timedelta(days=number - 1) if number and number <= FURTHEST else None
    day = read_date(written, today)
    if day is None or day <= today or not _WITHOUT_YEAR.search(written):
        return day
    before = add_months(day, -1 if _WITHOUT_MONTH.fullmatch(written) else -12)
    return before if today - before < day - today else day


def read_days(text: str) -> int | None:
    """How long a stretch lasts: 7, 两周, 半个月, "2 weeks". Never raises."""
    found = re.fullmatch(rf"({_NUM}) ?({_UNIT})?", plain(text).strip().rstrip("。.!~ "))
    return _days(found[1], found[2] or "") if found else None


# -- when it begins -------------------------------------------------------------------------------

_WORDS_OF_A_START = re.compile(
    r"^(?:就|大概|大约)?(?:今天)?(?:已经)?(?:是|从|自|由|from |since |starting |it is |today is |on |the )*|"
    r"(?:开始|算起|起)?(?:的|吧|了)?[。.!~ ]*$"
)
_NTH = re.compile(rf"第?(\d{{1,2}}|[{CHINESE}]{{1,3}})天|day (\d{{1,2}})")
_WITHOUT_MONTH = re.compile(rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})[号日]|\d{{1,2}}(?:st|nd|rd|th)")
_WITHOUT_YEAR = re.compile(
    rf"^(?:\d{{1,2}}|[{CHINESE}]{{1,3}})[月/.]|^(?:{_WITHOUT_MONTH.pattern})$|^[a-z]+\.? ?\d{{1,2}}(?:st|nd|rd|th)?$|"
    r"^\d{1,2}(?:st|nd|rd|th)? ?[a-z]+$"
)
_BEFORE = re.compile(
    r"(?:从|自|由|(?<![a-z])(?:from|since|starting|starts|begins?|beginning|as of))[ :]*(?:on )?"
)
_AFTER = re.compile(r"(?:开始|算起|起)")
_COUNTED = re.compile(
    rf"(?:今天)?(?:已经)?是?第(?:\d{{1,2}}|[{CHINESE}]{{1,3}})天|(?:today is |it is )?day \d{{1,2}}(?!\d| ?[a-z])"
)


def _begun(text: str, today: date) -> tuple[date | None, str]:
    """The day of the beginning, and the text without it."""
    for begin, end, words in _starts(text):
        day = read_since(words, today)
        if day is not None:
            return day, f"{text[:begin]} {text[end:]}"
    return None, text


def _starts(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the day of the beginning may stand, with the words around it: the longest first."""
    for found in _COUNTED.finditer(text):
        yield found.start(), found.end(), found[0]
    for found in _BEFORE.finditer(text):
        for end in range(len(text), found.end(), -1):
            yield found.start(), end, text[found.end() : end]
    for found in _AFTER.finditer(text):
        for begin in range(found.start()):
            yield begin, found.end(), text[begin : found.start()]


# -- from when until when -------------------------------------------------------------------------

_SAID = rf"(?:清早|早上|上午|早|凌晨|中午|下午|傍晚|晚上|夜里|晚)?(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
_CLOCK = rf"{_SAID}(?::\d{{2}}|点半|点钟?|时)?(?: ?[ap]\.?m\.?)?"
_RANGE = re.compile(rf"({_CLOCK}) ?(?:-|–|~|到|至|to|until|till) ?({_CLOCK})(?![\d{CHINESE}])")
_MARK = re.compile(r"[:点时早晚上下中凌夜清傍]|[ap]\.?m")
MORNING = time(5)
_FOUR = re.compile(r"(?<!\d)([01]\d|2[0-4])([0-5]\d) ?[-–~] ?([01]\d|2[0-4])([0-5]\d)(?!\d)")


def _hours_in(text: str) -> tuple[dict[Kind, Hours], str]:
    """The hours of each kind of shift, as far as they are said, and the text without them."""
    text = _FOUR.sub(r"\1:\2-\3:\4", text)
    found: dict[Kind, Hours] = {}
    for span in _RANGE.finditer(text):
        if _MARK.search(span[0]) is None:
            continue
        start, end = read_time(span[1]), read_time(span[2])
        kind = _kind_beside(text, span.start(), span.end())
        if start is None or end is None or kind is None:
            continue
        if start == end:
            # eight to eight: of a day it begins in the morning, of a night in the evening
            other = start.replace(hour=(start.hour + 12) % 24)
            start, end = min(start, other), max(start, other)
            start, end = (end, start) if kind is Kind.NIGHT else (start, end)
        if kind is Kind.DAY and end < start and start.hour >= 12:
            # a bare six is taken for the one after noon: of a day shift it is the one before
            start = start.replace(hour=start.hour - 12)
        if kind is Kind.NIGHT and MORNING <= start < end:
            # said once for both, behind the last of them
            kind = Kind.DAY
        found[kind] = (start, end)
    return found, _RANGE.sub(lambda span: " " if _MARK.search(span[0]) else span[0], text)


def _kind_beside(text: str, begin: int, end: int) -> Kind | None:
    """What is named last before this place, else first after it."""
    before, after = list(_kinds(text[:begin])), list(_kinds(text[end:]))
    return before[-1] if before else next(iter(after), None)


# -- the pattern itself ---------------------------------------------------------------------------

_WORDS_FOR: Mapping[Kind, str] = {
    Kind.EVENING: r"小夜班?|中班|午班|中更|中|(?<![a-z])(?:evenings?|swings?|afternoons?|lates?)(?: shifts?)?(?![a-z])",
    Kind.NIGHT: r"大?夜班|夜更|晚班|晚更|通宵|夜|(?<![a-z])(?:nights?)(?: shifts?)?(?![a-z])",
    Kind.DAY: r"长?白班|日班|早班|早更|日更|白天|白|早|(?<![a-z])(?:day shifts?|earl(?:y|ies)|mornings?)(?![a-z])",
    Kind.OFF: r"休息|轮休|休假|放假|在家|回家|回国|休|歇|(?<![a-z])(?:off|home|leave|rest)(?: work)?(?![a-z])",
}
_ON = r"上班|在岗|在船|在井|出海|工作|上|做|干|返工|(?<![a-z])(?:on|work(?:ing)?|aboard|offshore|onsite)(?![a-z])"
_SMALL = "|".join(sorted(ENGLISH, key=len, reverse=True))
_NUM = rf"(?:\d{{1,3}}|半(?=个?月)|[{CHINESE}]{{1,3}}|(?<![a-z])(?:{_SMALL}|an?)(?![a-z]))"
_UNIT = r"天|日(?!班|更)|个?(?:星期|礼拜|周)|个?月|(?:days?|weeks?|wks?|fortnights?|months?)(?![a-z])"
_TOKEN = re.compile(
    rf"(?P<length>{_NUM})[ -]?(?P<unit>{_UNIT})?|"
    + "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS_FOR.items())
    + rf"|(?P<on>{_ON})|(?P<days>(?<![a-z])days?(?![a-z]))"
)
_NOISE = re.compile(r"\d{1,2} ?(?:个?(?:小时|钟头)|-?(?:hours?|hrs?|h)(?![a-z]))(?:一?班|(?: |-)?shifts?)?")
_EVERY = re.compile(
    rf"(?P<number>{_NUM})(?P<unit>{_UNIT})一?[换倒轮转](?:一?次|班)?|每(?P<each>个?(?:星期|礼拜|周)|半?个?月)[换倒轮]|"
    r"(?P<week>隔周|(?:every other|alternat(?:e|ing)) weeks?|week about)"
)

_EARLY, _LATE, _NIGHT = map(Stretch, (Kind.DAY, Kind.EVENING, Kind.NIGHT))


def _known(*stretches: tuple[Kind, int]) -> Pattern:
    return Pattern(tuple(Stretch(kind, days) for kind, days in stretches))


_D, _E, _N, _O = Kind.DAY, Kind.EVENING, Kind.NIGHT, Kind.OFF
_NAMES: tuple[tuple[re.Pattern[str], Pattern], ...] = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"[四4]班[三3](?:倒|运?转)", _known((_D, 2), (_E, 2), (_N, 2), (_O, 2))),
        (r"[五5]班[三3](?:倒|运?转)", _known((_D, 2), (_E, 2), (_N, 2), (_O, 4))),
        (r"[四4]班[两二2](?:倒|运?转)", _known((_D, 1), (_N, 1), (_O, 2))),
        (
            r"(?:24|二十四)(?:小时|h)?[休歇/ -]+(?:48|四十八)",
            replace(_known((_D, 1), (_O, 2)), hours={_D: (time(8), time(8))}),
        ),
        (
            r"[四4](?:个?小时)?(?:值班|值更|更|on)?[休歇/ ,-]*[八8](?:个?小时)?(?:休息|休|off)?$|"
            r"(?:four|4)[ -](?:hours? )?on[ ,/-]+(?:eight|8)[ -](?:hours? )?off|"
            r"(?:six|6)[ -](?:hours? )?on[ ,/-]+(?:six|6)[ -](?:hours? )?off|[值轮]更|(?<![a-z])watch(?:es)?(?![a-z])",
            Pattern((Stretch(Kind.WATCH, 1),)),
        ),
        (
            r"[三3](?:班倒|班制|倒班|班轮|班)$|[三3]班[倒制轮]|(?<![a-z])(?:three|3)[ -]shifts?(?![a-z])",
            Pattern((_EARLY, _LATE, _NIGHT)),
        ),
    )
)
"""Patterns that have a name."""

_TWO = Pattern((_EARLY, _NIGHT))
_UNSAID = re.compile(r"[两二2]班[倒制]|倒班|轮班|(?:two|2)[ -]shifts?|rotat")


def _named(text: str) -> Pattern | None:
    bare = text if re.search("[a-z]", text) else "".join(text.split())
    found = next((meant for pattern, meant in _NAMES if pattern.search(bare)), None)
    every = _EVERY.search(text)
    if every is None:
        return found
    unit = every["unit"] or every["each"] or "周"
    days = _days(every["number"] or ("半" if "半" in unit else "1"), unit)
    kinds = tuple(dict.fromkeys(_kinds(text)))
    turning = found or (Pattern(tuple(map(Stretch, kinds))) if len(kinds) > 1 else _TWO)
    return None if days is None else turning.of_days(days)


def _unsaid(text: str) -> Pattern | None:
    """Somebody works by turns, and says no more than that."""
    return _TWO if _UNSAID.search(text) else None


def _bare(text: str) -> Pattern | None:
    """28/28, 14x14: what they mean has to be asked. Three are days, nights and leave."""
    numbers = re.fullmatch(r"[^\da-z]*(\d{1,2}) ?[/x×*-] ?(\d{1,2})(?: ?[/x×*-] ?(\d{1,2}))?[^\d]*", text)
    if numbers is None:
        return None
    days = [int(number) for number in numbers.groups() if number]
    kinds = (Kind.DAY, Kind.NIGHT, Kind.OFF) if len(days) == 3 else (None, None)
    return Pattern(tuple(map(Stretch, kinds, days)), bare=len(days) == 2)


_LETTER = {"早": _D, "白": _D, "日": _D, "中": _E, "夜": _N, "晚": _N, "休": _O, "歇": _O}


def _letters(text: str) -> Pattern | None:
    """早早中中夜夜休休: a day each."""
    letters = re.sub(r"[\s,、;/-]", "", text)
    if not re.fullmatch(f"[{''.join(_LETTER)}]{{3,28}}", letters):
        return None
    found = [Stretch(kind, len(list(days))) for kind, days in groupby(map(_LETTER.__getitem__, letters))]
    if all(one.days == 1 and one.kind is not Kind.OFF for one in found):
        # three names in a row say what comes after what, not for how long
        found = [replace(one, days=None) for one in found]
    return Pattern(tuple(found))


@dataclass(frozen=True, slots=True)
class _Token:
    """A length (`days` set), a kind, or the word "days" where it is no unit."""

    kind: Kind | None = None
    days: int | None = None
    in_days: bool = False
    on: bool = False


def _groups(text: str) -> Pattern | None:
    """两周白班两周夜班, 做二休一, 14 days of nights then 14 off: lengths, each with what it is a length of."""
    tokens = list(_tokens(_NOISE.sub(" ", text)))
    lengths = [place for place, token in enumerate(tokens) if token.days is not None]
    if not lengths:
        kinds = [token.kind or Kind.DAY for token in tokens if not token.on]
        return Pattern(tuple(map(Stretch, kinds))) if kinds else None
    last = tokens[lengths[-1] + 1 :]
    behind = [_behind(tokens, place) for place in lengths]
    ahead = [_ahead(tokens, place) for place in lengths]
    # in 白班两周 the kind stands first, in 两周白班 the length
    found = ahead if not last and all(ahead) else behind
    if not all(found) or any(one is not None and not 0 < (one.days or 0) <= FURTHEST for one in found):
        return None
    return Pattern(tuple(one for one in found if one is not None))


def _behind(tokens: list[_Token], place: int) -> Stretch | None:
    following = _until_length(tokens[place + 1 :])
    kinds = [token for token in following if not token.on]
    days = tokens[place].days
    if kinds:
        return Stretch(kinds[0].kind or Kind.DAY, days)
    if following:
        return Stretch(None, days)
    return Stretch(Kind.DAY, days) if tokens[place].in_days else None


def _ahead(tokens: list[_Token], place: int) -> Stretch | None:
    before = _until_length(tokens[:place][::-1])
    if not before:
        return None
    kinds = [token for token in before if not token.on]
    return Stretch((kinds[0].kind or Kind.DAY) if kinds else None, tokens[place].days)


def _until_length(tokens: Iterable[_Token]) -> list[_Token]:
    found: list[_Token] = []
    for token in tokens:
        if token.days is not None:
            break
        found.append(token)
    return found


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found["length"]:
            # a length beyond all measure is a length all the same, and refused as such
            yield _Token(
                days=_days(found["length"], found["unit"] or "") or 0,
                in_days=(found["unit"] or "")[:3] == "day",
            )
        elif found["on"]:
            yield _Token(on=True)
        elif found["days"]:
            yield _Token()
        else:
            yield _Token(Kind(str(found.lastgroup)))


def _kinds(text: str) -> Iterator[Kind]:
    """The kinds of work that are named, in order."""
    for token in _tokens(text):
        if token.days is None and not token.on and token.kind is not Kind.OFF:
            yield token.kind or Kind.DAY


def _days(number: str, unit: str) -> int | None:
    count = 1 if number in ("a", "an") else ENGLISH.get(number)
    if count is None and number != "半":
        count = whole(number)
    if "月" in unit or unit.startswith("month"):
        return 15 if number == "半" else None if count is None else count * 30
    by = 14 if unit.startswith("fortnight") else 7 if re.search("星期|礼拜|周|^w", unit) else 1
    return None if count is None else count * by
