"""What was done, as it is typed on a phone: words for the person, and the numbers the month's report needs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.flow.numerals import read_number

_NUMBER = r"(\d[\d,]*(?:\.\d{1,2})?|[零〇一二两三四五六七八九十百千万]+)"
_PEOPLE = re.compile(_NUMBER + r"\s*(?:人次|个人|人|person-times|persons?|people)", re.I)
_MONEY = re.compile(
    rf"(?:[¥￥]|rmb|cny)\s*{_NUMBER}|{_NUMBER}\s*(?:元钱|块钱|元|块|yuan|rmb|cny)", re.I
)  # fmt: skip
_FILLER = re.compile(r"[\s,，、;；.。:：+和]+|人次|费用|花了|共|用时|cost|and", re.I)


@dataclass(frozen=True, slots=True)
class Tally:
    """`what` is empty when only numbers were written. `money` is in fen."""

    what: str
    person_times: int | None = None
    money: int | None = None


def read_tally(text: str) -> Tally:
    """The last lines of numbers alone ("2 人 300 元") are counted, everything above them is what was done.

    Numbers within a sentence stay words: "给 2 位老人送饭" counts nobody.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    people: int | None = None
    money: int | None = None
    while lines and (counted := _counted(lines[-1])) is not None:
        lines.pop()
        people = counted[0] if counted[0] is not None else people
        money = counted[1] if counted[1] is not None else money
    return Tally("\n".join(lines).strip(), people, money)


def _counted(line: str) -> tuple[int | None, int | None] | None:
    """People and fen of a line that holds nothing else; None for any other line. An empty line counts as none."""
    sums, people = _MONEY.search(line), _PEOPLE.search(line)
    rest = _PEOPLE.sub("", _MONEY.sub("", line, count=1), count=1)
    if _FILLER.sub("", rest):
        return None
    if line and sums is None and people is None:
        return None
    yuan = None if sums is None else _value(sums.group(1) or sums.group(2))
    heads = None if people is None else _value(people.group(1))
    if (sums is not None and yuan is None) or (people is not None and heads is None):
        # a number nobody can read stays in the words
        return None
    return None if heads is None else round(heads), None if yuan is None else round(yuan * 100)


def _value(digits: str) -> float | None:
    number = read_number(digits.replace(",", ""))
    return None if number is None else float(number)
