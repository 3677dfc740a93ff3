"""The safety net: read first, before any dialogue, for every message of employees and families."""

from bot.domain.safety.net import Concern, Level, assess, prepare

__all__ = ["Concern", "Level", "assess", "prepare"]
