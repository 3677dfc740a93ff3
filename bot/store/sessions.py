"""Where each dialogue stands, one row per lane."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.flow.session import Session
from bot.store.database import Database, Transaction, marks
from bot.store.keys import DAMAGED, KeyRing
from bot.store.vault import packed, unpacked


async def load(db: Database, keys: KeyRing, lanes: Sequence[str]) -> dict[str, Session]:
    """The sessions of these lanes; who never spoke has an empty one, and so has who speaks after damage."""
    rows = await db.fetch(
        f"select lane, sealed from session where lane in ({marks(lanes)})",
        lanes,
    )
    found = {}
    for lane, sealed in rows:
        try:
            found[lane] = _session(keys, lane, sealed)
        except DAMAGED as fault:
            # the place in a dialogue is lost; what the person says next must be heard all the same
            keys.report("session", lane, fault)
    return {lane: found.get(lane) or Session() for lane in lanes}


async def save(tx: Transaction, keys: KeyRing, sessions: dict[str, Session]) -> None:
    """Writes them; the version counts the writes."""
    rows = []
    for lane, session in sessions.items():
        sealed = keys[lane].seal(_place(lane), packed(session.to_data()))
        # who has just spoken is about to speak again
        keys.memory.keep(lane, _place(lane), sealed, session)
        rows.append((lane, session.mode, session.question, sealed))
    await tx.executemany(
        "insert into session (lane, version, mode, question, sealed) values (?, 1, ?, ?, ?)"
        " on conflict (lane) do update set version = session.version + 1, mode = excluded.mode,"
        " question = excluded.question, sealed = excluded.sealed",
        rows,
    )


def _session(keys: KeyRing, lane: str, sealed: bytes) -> Session:
    known: Session | None = keys.memory.find(lane, _place(lane), sealed)
    if known is not None:
        return known
    return Session.from_data(unpacked(keys[lane].open(_place(lane), sealed)))


def _place(lane: str) -> str:
    return f"session|sealed|{lane}"
