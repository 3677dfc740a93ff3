"""Numbers as people write them: 12, １２, 十二, 两百三, 三点五, 3 个, about 3 hours, half an hour."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.domain.flow.folding import plain

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_SIZES = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))
_OTHER_SIGNS = str.maketrans(
    {
        **dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟幺", "一二三四五六七八九十百千一", strict=True)),
        "廿": "二十",
        "卅": "三十",
    }
)
"""Numerals of cheques and calendars, and 幺 of telephones."""

CHINESE = "零〇一二三四五六七八九十百千万亿两俩"
"""The signs Chinese whole numbers are made of, for use in a regular expression's class."""

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ENGLISH = {word: number for number, word in enumerate(_ONES)} | {
    word: number * 10 for number, word in enumerate(_TENS, start=2)
}
"""English numbers of one word, up to ninety."""

_HEDGE = re.compile(
    r"^(?:大概|大约|差不多|约|也就|about|around|roughly|approximately|maybe|~)?\s*(.*?)\s*"
    r"(?:左右|上下|or so)?[了吧]?\s*[.。!~]?$",
    re.DOTALL,
)
_MEASURE = re.compile(
    r"(?P<number>.+?)\s*(?:"
    r"(?:个|周|年|岁|天|小时|块|斤)(?P<half>半)(?:小时|钟头|钟|月|星期|礼拜|人|年|岁|天|块)?|"
    r"个?(?:小时|钟头|星期|礼拜|人|月)|"
    r"周岁|分钟|公斤|块钱|[个岁天年次遍元块周口位斤只回趟晚夜]|"
    r"(?:minutes?|mins?|hours?|hrs?|h|days?|nights?|weeks?|months?|years?|yrs?)(?:\s+old)?|"
    r"times?|people|persons?|kids?|children|yuan|dollars?|kg)"
)
_FIGURES = re.compile(
    r"(?P<sign>[-−]|负|minus\s+)?"
    r"(?P<whole>\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?P<part>\.\d{1,6})?(?P<size>[百千万亿]?)"
)
_SPOKEN = re.compile(
    rf"(?P<sign>负)?(?P<whole>[{CHINESE}]{{1,20}})(?:点(?P<part>[零〇一二三四五六七八九]{{1,6}}))?"
)


def read_number(text: str) -> int | float | None:
    """The number a whole text is, with or without a measure word (3 个, 五天, 8 hours) or a hedge (大概3).

    None for everything else, also where two numbers could be meant (两三个, 3-4, 五六天) and for times
    (三点半). Whole numbers are ints, also when written 3.0. Never raises.
    """
    written = plain(text).strip()
    if len(written) > _LONGEST:
        return None
    bare = _HEDGE.sub(r"\1", written).translate(_OTHER_SIGNS)
    value = Decimal("0.5") if bare in _HALVES else _read(bare)
    measured = _MEASURE.fullmatch(bare)
    if value is None and measured is not None:
        value = _read(measured["number"])
        if value is not None and measured["half"]:
            value += Decimal("0.5")
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


_LONGEST = 60
_HALVES = {"半", "半个", "半天", "半年", "半小时", "半个小时", "半个钟头", "半个月", "half", "a half"} | {
    f"half {article} {unit}"
    for article, unit in (("an", "hour"), ("a", "day"), ("a", "week"), ("a", "month"), ("a", "year"))
}


def whole(written: str) -> int | None:
    """A whole number in digits of any script or in Chinese numerals, in plain signs; else None.

    三百二 is 320 and 一万二 12000, as spoken; 二三 is none, since it stands for "two or three". Never raises.
    """
    if written.isdecimal():
        return int(written) if len(written) <= _MOST_DIGITS else None
    return _chinese(written.translate(_OTHER_SIGNS)) if len(written) <= _LONGEST else None


_MOST_DIGITS = 15


def in_digits(written: str) -> str:
    """The text with every Chinese digit written as a figure (一三八 → 138); everything else untouched."""
    return "".join(str(_DIGITS.get(sign, sign)) for sign in written.translate(_OTHER_SIGNS))


def _read(bare: str) -> Decimal | None:
    figures = _FIGURES.fullmatch(bare)
    if figures is not None:
        value = Decimal(int(figures["whole"].replace(",", "")))
        if figures["part"]:
            value += Decimal(int(figures["part"][1:])).scaleb(1 - len(figures["part"]))
        value *= dict(_SIZES).get(figures["size"], 1)
        return -value if figures["sign"] else value
    spoken = _SPOKEN.fullmatch(bare)
    if spoken is not None:
        number = _chinese(spoken["whole"])
        if number is None:
            return None
        value = Decimal(number)
        if spoken["part"]:
            value += Decimal(int(in_digits(spoken["part"]))).scaleb(-len(spoken["part"]))
        return -value if spoken["sign"] else value
    return _english(bare)


def _chinese(written: str) -> int | None:
    """Up to 9999亿; None for what nobody writes, such as 二三, 十十 or 百."""
    if len(written) == 1 and written in _DIGITS:
        return _DIGITS[written]
    for sign, size in _SIZES:
        head, found, tail = written.partition(sign)
        if found:
            return _sum(head, size, tail)
    return None


def _sum(head: str, size: int, tail: str) -> int | None:
    times = 1 if size == 10 and not head else _chinese(head)
    # Before 十, 百 and 千 stands one digit, before 万 and 亿 anything below ten thousand.
    if times is None or not 1 <= times < (10 if size <= 1000 else 10_000):
        return None
    if not tail:
        return times * size
    if len(tail) == 1 and tail in _DIGITS and _DIGITS[tail]:
        # 三百二 is 320, but 三百零二 is 302
        return times * size + _DIGITS[tail] * (size // 10)
    rest = _chinese(tail[1:] if tail[0] in "零〇" else tail)
    return None if rest is None or not 1 <= rest < size else times * size + rest


def _english(bare: str) -> Decimal | None:
    """Up to ninety-nine, in one or two words."""
    tens, _, ones = bare.replace("-", " ").partition(" ")
    if tens not in ENGLISH:
        return None
    if not ones:
        return Decimal(ENGLISH[tens])
    if tens not in _TENS or not 1 <= ENGLISH.get(ones, 0) <= 9:
        return None
    return Decimal(ENGLISH[tens] + ENGLISH[ones])
