"""Words between family: when they arrive, which of them come together, and how one of them is taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.hours import Hours
from bot.domain.localtime import following, instant
from bot.domain.messages import Media, MediaKind

FRESH = timedelta(hours=1)
"""How long what comes next belongs to the words somebody is putting together."""


AT_ONCE = 50
"""So many messages are put together at one time: nobody reads more, and each of them is looked through for each."""

ROOM = 300
"""So many of one writer are kept for one reader. What matters is always taken."""


class When(StrEnum):
    """When words are to arrive, by the clock of whoever gets them."""

    NOW = "now"
    MORNING = "morning"
    EVENING = "evening"


class Fate(StrEnum):
    """What has become of one message."""

    DRAFT = "draft"
    """Its writer has not said yet when it is to go."""
    WAITING = "waiting"
    GOING = "going"
    """Handed to the postman."""
    SENT = "sent"
    FAILED = "failed"
    """Refused, or nobody knows whether it arrived."""


LIVE = (Fate.DRAFT, Fate.WAITING, Fate.GOING)


@dataclass(frozen=True, slots=True)
class Word:
    """One message of one to another of the same family.

    It lies in the lane of its writer while that one puts it together, and in that of its reader from then on.
    """

    id: str
    lane: str
    tie: str
    """Empty while it is not said for whom it is, or by whom on a phone that several share."""
    by: str
    batch: str
    """What was put together and goes at one time."""
    at: datetime
    message: int
    """Its id in the writer's chat, by which it is corrected."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """Text, media and album, as plain values."""
    fate: Fate = Fate.DRAFT
    when: When = When.NOW
    due: datetime | None = None
    matters: bool = False
    """It cannot wait for morning or evening."""
    told: bool = False
    """Its writer knows already that it cannot be handed over for now."""
    answered: str = ""
    """The taps its reader has answered with."""

    @property
    def album(self) -> str:
        return str(self.body.get("album") or "")


@dataclass(frozen=True, slots=True)
class Pen:
    """Somebody is putting words together, or has just done so: what comes in the same album goes along."""

    batch: str
    since: datetime
    tie: str = ""
    answers: bool = False
    """It answers words that have come: what is said goes at once."""
    sent: str = ""
    """When it was to arrive, once that was said."""
    album: str = ""
    matters: bool = False

    def open(self, now: datetime) -> bool:
        """Whether what somebody writes now belongs to it without their having to say so."""
        return not self.sent and now - self.since < FRESH


def due(when: When, hours: Hours, now: datetime, *, matters: bool = False) -> datetime:
    """The instant at which words are to arrive. What matters comes now; everything else waits for the day on which
    its reader wants all of them together, if there is one ahead."""
    if matters:
        return now
    if when is When.NOW:
        soonest = now
    else:
        at = hours.morning if when is When.MORNING else hours.evening
        soonest = following(now, at, hours.tz)
    together = gathered(hours, now)
    return max(soonest, together) if together is not None else soonest


def gathered(hours: Hours, now: datetime) -> datetime | None:
    """When what is kept for a day is handed over, if that is still ahead."""
    moment = instant(hours.gather, hours.morning, hours.tz) if hours.gather is not None else None
    return moment if moment is not None and moment > now else None


@dataclass(frozen=True, slots=True)
class Share:
    """What one tie brings at one time, in order; each piece is a message, or an album of several."""

    tie: str
    pieces: tuple[tuple[Word, ...], ...]

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for piece in self.pieces for word in piece)


def shares(words: Iterable[Word]) -> tuple[Share, ...]:
    """Words that arrive together, by whom they come from, whoever spoke first before the others."""
    by_tie: dict[str, list[Word]] = {}
    for word in sorted(words, key=lambda word: (word.at, word.message, word.id)):
        by_tie.setdefault(word.tie, []).append(word)
    return tuple(Share(tie, _pieces(found)) for tie, found in by_tie.items())


def _pieces(words: Sequence[Word]) -> tuple[tuple[Word, ...], ...]:
    pieces: list[list[Word]] = []
    places: dict[tuple[str, str], int] = {}
    for word in words:
        # an album may have been interrupted by other words on its way here: it is one all the same
        name = (word.batch, word.album)
        if word.album and name in places and len(pieces[places[name]]) < TOGETHER:
            pieces[places[name]].append(word)
            continue
        if word.album:
            places[name] = len(pieces)
        pieces.append([word])
    return tuple(tuple(piece) for piece in pieces)


TOGETHER = 10
"""Files of one album at most (Bot API: sendMediaGroup)."""


def kinds(words: Iterable[Word]) -> dict[str, int]:
    """How many of each kind there are, in the order in which they first came; words alone count as "text"."""
    found: dict[str, int] = {}
    for word in words:
        kind = str((word.body.get("media") or {}).get("kind") or "text")
        found[kind] = found.get(kind, 0) + 1
    return found


HEAVY = frozenset(
    {
        MediaKind.PHOTO,
        MediaKind.VIDEO,
        MediaKind.VIDEO_NOTE,
        MediaKind.ANIMATION,
        MediaKind.AUDIO,
        MediaKind.DOCUMENT,
        MediaKind.VOICE,
    }
)
"""What a thin link shows only when it is asked for."""


def megabytes(media: Media) -> str:
    """The size of a file as people read it, such as `4.2`; empty where nobody has told it."""
    return f"{max(media.size / 1_000_000, 0.1):.1f}" if media.size else ""
