"""What a desk writes in a spreadsheet of people: headers and values in Chinese or English, read leniently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches

from bot.app.people_fields import BORN, EARLIEST, LARGEST_TELEGRAM_ID, LATEST
from bot.app.people_shifts import Unread, read_shifts
from bot.domain.care.facts import Festival, Household, Risk
from bot.domain.people import Role
from bot.domain.rota import DAYS, read_window

Cell = str | int | float | bool | date | datetime | None


class Unfit(ValueError):
    """A value that cannot be read; the text says so in Chinese."""


PERSON_HEADERS: Mapping[str, str] = {
    word: key
    for key, words in {
        "name": "姓名 名字 name",
        "unit": "单位 所在单位 单位代码 所属单位 项目 unit",
        "role": "角色 职务 身份 role roles",
        "telegram_id": "电报 电报号 电报id telegram telegramid",
        "key": "编号 工号 员工号 key",
        "lang": "语言 界面语言 lang language",
        "languages": "会的语言 会说的语言 languages",
        "gender": "性别 gender",
        "dialects": "方言 会的方言 dialects dialect",
        "on_duty": "值班 值班时间 onduty",
        "certified_until": "证书到期 证书有效期 证书到期日 certifieduntil",
        "from": "开始 开始日期 起始日期 from",
        "until": "结束 结束日期 截止日期 until",
        "departure": "出国 出国日期 派出日期 出发日期 出境日期 departure",
        "homecoming": "回国 回国日期 归国日期 返回日期 homecoming",
        "birthday": "生日 出生日期 birthday",
        "tags": "标签 人员类别 四特 tags",
        "household": "家庭 家庭成员 家庭结构 household",
        "festivals": "节日 过的节 festivals",
        "shifts": "班次 倒班 轮班 排班 值更 shifts rota watch",
        "thin": "网络差 弱网 网差 网络不好 信号差 thin",
        "partner": "结对人 结对联络员 帮扶人 partner",
        "bereavement": "丧亲 丧亲日期 亲人去世日期 bereavement",
        "divorce": "离婚 离婚日期 离异日期 divorce",
        "transfer": "调动 调动日期 调岗日期 transfer",
        "accident": "事故 事故日期 工伤日期 accident",
    }.items()
    for word in words.split()
}
UNIT_HEADERS: Mapping[str, str] = {
    word: key
    for key, words in {
        "code": "代码 单位代码 编号 code",
        "name": "名称 单位名称 中文名称 单位 name",
        "name_en": "英文名称 英文名 nameen",
        "parent": "上级 上级单位 上级代码 parent",
        "tz": "时区 tz timezone",
        "country": "国家 国家代码 country",
        "risk": "风险 风险等级 risk",
        "thin": "网络差 弱网 网差 网络不好 信号差 thin",
    }.items()
    for word in words.split()
}
YES_NO: Mapping[str, str] = {
    word: key
    for key, words in {
        "yes": "是 有 对 √ ✓ y yes true 1 弱 差 不好 弱网",
        "no": "否 无 不 × ✗ n no false 0 好 正常",
    }.items()
    for word in words.split()
}
ROLES: Mapping[str, str] = {
    "职工": Role.EMPLOYEE,
    "员工": Role.EMPLOYEE,
    "家属": Role.FAMILY,
    "情感联络员": Role.LIAISON,
    "联络员": Role.LIAISON,
    "心理健康管理师": Role.WELLBEING_MANAGER,
    "健康管理师": Role.WELLBEING_MANAGER,
    "心理咨询师": Role.COUNSELLOR,
    "咨询师": Role.COUNSELLOR,
    "督导": Role.SUPERVISOR,
    "管理员": Role.OFFICER,
    "大本营": Role.OFFICER,
    "工会干事": Role.OFFICER,
    "医院医生": Role.DOCTOR,
    "医生": Role.DOCTOR,
} | {role.value: role.value for role in Role}
LANGUAGES: Mapping[str, str] = {
    "中文": "zh", "汉语": "zh", "普通话": "zh", "英文": "en", "英语": "en", "俄语": "ru", "法语": "fr",
    "阿拉伯语": "ar", "西班牙语": "es", "葡萄牙语": "pt", "哈萨克语": "kk", "维吾尔语": "ug", "藏语": "bo",
    "蒙古语": "mn", "印尼语": "id", "日语": "ja", "韩语": "ko",
}  # fmt: skip
RISKS: Mapping[str, str] = {"低": "low", "中": "medium", "高": "high"} | {
    one.value: one.value for one in Risk
}
HOUSEHOLD: Mapping[str, str] = {
    "配偶": "spouse", "爱人": "spouse", "妻子": "spouse", "丈夫": "spouse",
    "子女": "children", "孩子": "children", "儿子": "children", "女儿": "children",
    "父母": "parents", "父亲": "parents", "母亲": "parents", "老人": "parents",
    "独居": "alone", "一个人": "alone",
} | {one.value: one.value for one in Household}  # fmt: skip
FESTIVALS: Mapping[str, str] = {
    "元旦": "new_year", "新年": "new_year", "春节": "spring_festival", "端午": "dragon_boat", "端午节": "dragon_boat",
    "中秋": "mid_autumn", "中秋节": "mid_autumn", "国庆": "national_day", "国庆节": "national_day",
    "圣诞": "christmas", "圣诞节": "christmas", "纳乌鲁孜": "nowruz", "纳乌鲁孜节": "nowruz",
    "开斋节": "eid_al_fitr", "肉孜节": "eid_al_fitr", "古尔邦节": "eid_al_adha", "宰牲节": "eid_al_adha",
} | {one.value: one.value for one in Festival}  # fmt: skip
GENDERS: Mapping[str, str] = {"男": "m", "女": "f", "m": "m", "f": "f"}
_ALWAYS = ("always", "全天", "24小时", "随时", "是")
_NEVER = ("never", "不值班", "否", "无")
_WEEKDAYS = {
    "一": "mon",
    "二": "tue",
    "三": "wed",
    "四": "thu",
    "五": "fri",
    "六": "sat",
    "日": "sun",
    "天": "sun",
}
_LACKING = {
    "rota": "看不懂，写成 白班、夜班、0-4，或者 14天白班14天夜班，从2026年11月20日开始",
    "watch": "没写是哪个更，写 0-4、4-8、8-12、0-6 或 6-12",
    "kinds": "没写这两个数是什么，写成 14天白班14天夜班，或者 上28天休28天",
    "which": "没写上的是白班还是夜班",
    "each": "没写每一段几天",
    "since": "没写从哪天开始，加上 从2026年11月20日开始，要写年份",
}
_PARTED = re.compile(r"[、,;/]\s*")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")
_HEADER = re.compile(r"\(.*?\)|[\s_*:]+")


def plain(cell: Cell) -> str:
    """A cell as a word: full-width forms and stray spaces gone, `1001.0` is `1001`."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(unicodedata.normalize("NFC", str(cell)).split())


def folded(cell: Cell) -> str:
    """A header as it is looked up: without case, spaces, stars and what stands in brackets."""
    return _HEADER.sub("", unicodedata.normalize("NFKC", plain(cell)).casefold())


def meant(word: str, known: Iterable[str]) -> str:
    """`，是不是「…」？` when something known is close, else nothing."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"，是不是「{close[0]}」？" if close else ""


def several(cell: Cell) -> list[str]:
    """Words parted by 、 or a comma, semicolon or slash of either width."""
    return [
        word for word in map(str.strip, _PARTED.split(unicodedata.normalize("NFKC", plain(cell)))) if word
    ]


def roles(cell: Cell) -> list[str]:
    return [_known(word, ROLES, "角色") for word in several(cell)]


def language(cell: Cell) -> str:
    word = _known(plain(cell).casefold(), {**LANGUAGES, "zh": "zh", "en": "en"}, "语言")
    if word not in ("zh", "en"):
        raise Unfit(f"「{plain(cell)}」还不能用作界面语言，写 中文 或 英文")
    return word


def languages(cell: Cell) -> list[str]:
    words = [word.casefold() for word in several(cell)]
    return [word if re.fullmatch(r"[a-z]{2,3}", word) else _known(word, LANGUAGES, "语言") for word in words]


def gender(cell: Cell) -> str:
    return _known(plain(cell).casefold(), GENDERS, "性别")


def risk(cell: Cell) -> str:
    return _known(plain(cell).casefold(), RISKS, "风险等级")


def thin(cell: Cell) -> bool:
    """Whether the link is thin: a box ticked, or said in a word."""
    return cell if isinstance(cell, bool) else _known(plain(cell).casefold(), YES_NO, "是否弱网") == "yes"


def shifts(cell: Cell) -> str:
    """How somebody works, in the words they would use themselves."""
    said = plain(cell)
    try:
        read_shifts(said)
    except Unread as lacking:
        raise Unfit(f"「{said}」{_LACKING[str(lacking)]}") from None
    return said


def household(cell: Cell) -> list[str]:
    return list(dict.fromkeys(_known(word, HOUSEHOLD, "家庭成员") for word in several(cell)))


def festivals(cell: Cell) -> list[str]:
    return list(dict.fromkeys(_known(word.casefold(), FESTIVALS, "节日") for word in several(cell)))


def telegram_id(cell: Cell) -> int:
    word = unicodedata.normalize("NFKC", plain(cell))
    if (
        isinstance(cell, bool)
        or not re.fullmatch(r"\d{1,16}", word)
        or not 0 < int(word) <= LARGEST_TELEGRAM_ID
    ):
        raise Unfit(f"「{plain(cell)}」不是电报号，应该是一串数字，比如 123456789")
    return int(word)


def birthday(cell: Cell) -> str:
    return day(cell, BORN)


def day(cell: Cell, earliest: int = EARLIEST) -> str:
    """Year-month-day, from a date of the spreadsheet or as people write one."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        found = cell
    else:
        written = _DATE.fullmatch(unicodedata.normalize("NFKC", plain(cell)))
        if written is None:
            raise Unfit(f"「{plain(cell)}」不是日期，写成 2027-03-31 这样")
        try:
            found = date(*map(int, written.groups()))
        except ValueError:
            raise Unfit(f"没有「{plain(cell)}」这一天") from None
    if not earliest <= found.year <= LATEST:
        raise Unfit(f"年份 {found.year} 不对")
    return found.isoformat()


def duty(cell: Cell) -> list[str]:
    """`always`, `never` or weekly windows, also written as 周一至周五 18:00-06:00."""
    words = [
        word.casefold() for word in re.split(r"[;、,]\s*", unicodedata.normalize("NFKC", plain(cell))) if word
    ]
    if len(words) == 1 and words[0] in _ALWAYS:
        return ["always"]
    if len(words) == 1 and words[0] in _NEVER:
        return ["never"]
    return [_window(word) for word in words]


def _window(word: str) -> str:
    window = re.sub(r"(?:周|星期|礼拜)([一二三四五六日天])", lambda found: _WEEKDAYS[found[1]], word)
    window = re.sub(r"^(?:每天|天天)", f"{DAYS[0]}-{DAYS[-1]} ", window)
    window = re.sub(r"\s*[至到~—–]+\s*", "-", window)
    window = re.sub(r"([a-z])\s*(\d)", r"\1 \2", window)
    window = " ".join(re.sub(r"\b(\d):", r"0\1:", window).split())
    try:
        read_window(window)
    except ValueError:
        raise Unfit(f"「{word}」看不懂，写成 周一至周五 18:00-06:00，或者 全天、不值班") from None
    return window


def _known(word: str, known: Mapping[str, str], what: str) -> str:
    if word not in known:
        raise Unfit(f"没有「{word}」这个{what}{meant(word, known)}")
    return known[word]
