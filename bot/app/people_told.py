"""Faults of a spreadsheet in Chinese, by row: also those that are found between entries, or in the store."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.flow.source import Fault, Faults

SECOND_SHEET = 10_000_000
"""Added to the rows of the sheet of units, so that a line says which sheet it is on."""

_LINE = re.compile(r"\d+")


def _rows(found: str) -> str:
    return " 或 ".join(str(int(number) % SECOND_SHEET) for number in _LINE.findall(found))


_WORDS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r'unit "(.*)" already stands in line (\d+)', lambda m: f"单位「{m[1]}」和第 {_rows(m[2])} 行重复"),
    (r'parent "(.*?)" is no unit.*', r"没有「\1」这个上级单位"),
    (r'unit "(.*?)" is neither in this file nor in the store.*', r"没有「\1」这个单位"),
    (r"units stand above one another in a circle: (.*)", r"上级单位绕成了一个圈：\1"),
    (
        r"(?:key|telegram_id) (.*) already stands in line (\d+) for .*",
        lambda m: f"「{m[1]}」在第 {_rows(m[2])} 行是另一个人",
    ),
    (
        r'"(.*)" of (.*) could be somebody in line (.*): say who .*',
        lambda m: f"「{m[1]}」可能是第 {_rows(m[3])} 行的人，请填编号或电报号",
    ),
    (
        r"(\w+) is not what line (\d+) says about the same person",
        lambda m: f"{m[1]} 和第 {_rows(m[2])} 行同一个人的不一样",
    ),
    (
        r'"(.*)" with this role already stands in line (\d+): .*',
        lambda m: f"「{m[1]}」这个角色在第 {_rows(m[2])} 行已经有了；不是同一个人就填编号或电报号",
    ),
    (r"this is the same person as in line (\d+)", lambda m: f"和第 {_rows(m[1])} 行是同一个人"),
    (
        r'"(.*)" of (.*) is known without telegram_id: either this one or line (\d+); .*',
        lambda m: f"「{m[1]}」已经在册但没有电报号，不知道是这一行还是第 {_rows(m[3])} 行；先单独导入那一位",
    ),
    (r"telegram_id (\d+) belongs to somebody with another key", r"电报号 \1 属于另一个编号的人"),
    (
        r'telegram_id (\d+) already belongs to somebody else than "(.*)"',
        r"电报号 \1 已经是别人的，不是「\2」的",
    ),
    (r"telegram_id (\d+) already belongs to somebody else", r"电报号 \1 已经是别人的"),
    (
        r"telegram_id (\d+) is talking to the bot right now .*",
        r"电报号 \1 正在和暖线说话，等这段结束再导入",
    ),
    (
        r'(\d+) people in (.*) are called "(.*)": .*',
        r"\2 有 \1 个人叫「\3」，请填编号或电报号",
    ),
    (
        r'"(.*)" of (.*) is known with another telegram_id: .*',
        r"「\1」在册的电报号不一样：不是同一个人就填编号；是同一个人，先用旧电报号和编号导入一次",
    ),
    (r'"until" is before "from"', r"结束日期早于开始日期"),
    (r'"(.*)" is no time zone.*', r"没有「\1」这个时区，写成 Asia/Shanghai 这样"),
    (r'"(.*)" is no country: .*', r"没有「\1」这个国家代码，写两个字母，比如 CN；船上就空着"),
    (r'"name" needs 1 to (\d+) characters in one line', r"名称要在 1 到 \1 个字之间，写成一行"),
    (r'"key" is longer than (\d+) characters', r"编号超过 \1 个字"),
    (r"a dialect needs 1 to (\d+) characters", r"每种方言要在 1 到 \1 个字之间"),
    (r"a tag needs 1 to (\d+) characters", r"每个标签要在 1 到 \1 个字之间"),
    (r'"homecoming" is before "departure"', r"回国日期早于出国日期"),
    (r'"(.*)" is nobody on the staff who could be paired with them.*', r"结对人「\1」不在工作人员里"),
    (
        r'(\d+) people on the staff are called "(.*)": name the partner by a key',
        r"工作人员里有 \1 个人叫「\2」，结对人请填编号",
    ),
    (r"nobody is paired with themselves", r"不能和自己结对"),
)
"""What the checks that are shared with YAML say, and how a desk is told."""


def in_chinese(message: str) -> str:
    """A fault of the shared checks for whoever fills in a spreadsheet."""
    for pattern, said in _WORDS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return found.expand(said) if isinstance(said, str) else said(found)
    return message


@dataclass(frozen=True, slots=True)
class RowFault(Fault):
    """`str()` gives `名单.xlsx 第 7 行「角色」：…`."""

    column: str = ""

    def __str__(self) -> str:
        sheet = " 单位表" if self.line >= SECOND_SHEET else ""
        column = f"「{self.column}」" if self.column else ""
        return f"{self.source}{sheet} 第 {self.line % SECOND_SHEET} 行{column}：{self.message}"


class RowFaults(Faults):
    """Collects the faults of a spreadsheet. `sheet` names the one being read, empty for the people's."""

    sheet = ""

    def line(self, row: int) -> int:
        """How a row of the sheet being read is written in entries."""
        return row + SECOND_SHEET if self.sheet else row

    def at(self, row: int, column: str, message: str) -> None:
        """A fault of the sheet being read, in Chinese."""
        self.found.append(RowFault(self.source, self.line(row), message, column=column))

    def add(self, line: int, message: str, step: str = "") -> None:
        self.found.append(RowFault(self.source, line, in_chinese(message), step))
