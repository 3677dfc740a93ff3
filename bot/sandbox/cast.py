"""Who holds the phones on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CastMember:
    """One phone. `name`, `role` and `place` are words by page language ("zh", "en"); `tz` an IANA name.

    `language` is what the person's app tells the bot (IETF tag). `at_work`: pressed Start before the demo
    begins, as staff must; a bot cannot page somebody who never wrote to it. `joins` is what the phone sends
    for a scanned code, empty where there is nothing to scan.
    """

    id: int
    name: Mapping[str, str]
    role: Mapping[str, str]
    place: Mapping[str, str]
    tz: str
    language: str
    at_work: bool = False
    joins: str = ""


_HAMBANTOTA = {"zh": "汉班托塔", "en": "Hambantota"}
_BEIJING = {"zh": "北京", "en": "Beijing"}

NEWCOMER = 9001
"""Whom no file of people knows: joins by the code on the wall."""

DEMO_CAST = [
    CastMember(
        1001,
        {"zh": "刘师傅", "en": "Mr Liu"},
        {"zh": "职工 · 设备维修", "en": "Employee"},
        _HAMBANTOTA,
        "Asia/Colombo",
        "zh",
    ),
    CastMember(
        1002,
        {"zh": "陈女士", "en": "Ms Chen"},
        {"zh": "家属", "en": "Spouse"},
        {"zh": "大庆", "en": "Daqing"},
        "Asia/Shanghai",
        "zh",
    ),
    CastMember(
        2001,
        {"zh": "李医生", "en": "Dr Li"},
        {"zh": "心理咨询师", "en": "Counsellor"},
        _BEIJING,
        "Asia/Shanghai",
        "zh",
        at_work=True,
    ),
    CastMember(
        2002,
        {"zh": "赵医生", "en": "Dr Zhao"},
        {"zh": "心理咨询师", "en": "Counsellor"},
        _BEIJING,
        "Asia/Shanghai",
        "zh",
        at_work=True,
    ),
    CastMember(
        2003,
        {"zh": "王督导", "en": "Ms Wang"},
        {"zh": "督导", "en": "Supervisor"},
        _BEIJING,
        "Asia/Shanghai",
        "zh",
        at_work=True,
    ),
    CastMember(
        3001,
        {"zh": "周联络员", "en": "Mr Zhou"},
        {"zh": "情感联络员", "en": "Liaison"},
        _HAMBANTOTA,
        "Asia/Colombo",
        "zh",
        at_work=True,
    ),
    CastMember(
        3002,
        {"zh": "孙主任", "en": "Ms Sun"},
        {"zh": "大本营工会", "en": "Union desk"},
        _BEIJING,
        "Asia/Shanghai",
        "zh",
        at_work=True,
    ),
    CastMember(
        NEWCOMER,
        {"zh": "小马", "en": "Ma"},
        {"zh": "新同事 · 还没加入", "en": "New here, not joined"},
        _HAMBANTOTA,
        "Asia/Colombo",
        "zh",
    ),
]
