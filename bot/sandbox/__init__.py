"""A Bot API server on loopback that stands in for Telegram, with a page of phones.

Used by the demo, the tests and the benchmarks: the bot talks to it over real HTTP.
"""

from bot.sandbox.cast import DEMO_CAST, CastMember
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.rulebook import Violation
from bot.sandbox.server import Sandbox
from bot.sandbox.shown import ChatMessage

__all__ = [
    "DEMO_CAST",
    "CastMember",
    "ChatMessage",
    "Fault",
    "FaultKind",
    "Limits",
    "Person",
    "Sandbox",
    "Violation",
]
