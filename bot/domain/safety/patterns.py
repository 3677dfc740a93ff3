"""The tables the safety net reads, put together."""

from __future__ import annotations

from bot.domain.safety.matching import Table
from bot.domain.safety.rules_en_amber import AMBER_EN
from bot.domain.safety.rules_en_danger import DANGER_EN
from bot.domain.safety.rules_en_red import RED_EN
from bot.domain.safety.rules_zh_amber import AMBER_ZH
from bot.domain.safety.rules_zh_danger import DANGER_ZH
from bot.domain.safety.rules_zh_farewell import FAREWELL_ZH
from bot.domain.safety.rules_zh_red import RED_ZH
from bot.domain.safety.traps import FUTURES, HUSHES, TRAPS
from bot.domain.safety.words import WORDS

TABLE = Table(
    WORDS,
    "\n".join(
        (TRAPS, HUSHES, FUTURES, RED_ZH, FAREWELL_ZH, DANGER_ZH, RED_EN, DANGER_EN, AMBER_ZH, AMBER_EN)
    ),
)
