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
            found[lane] = Session.from_data(unpacked(keys[lane].open(f"session|sealed|{lane}", sealed)))
        except DAMAGED as fault:
            # the place in a dialogue is lost; what the person says next must be heard all the same
            keys.report("session", lane, fault)
    return {lane: found.get(lane) or Session() for lane in lanes}


async def save(tx: Transaction, keys: KeyRing, sessions: dict[str, Session]) -> None:
    """Writes them; the version counts the writes."""
    await tx.executemany(
        "insert into session (lane, version, mode, question, sealed) values (?, 1, ?, ?, ?)"
        " on conflict (lane) do update set version = session.version + 1, mode = excluded.mode,"
        " question = excluded.question, sealed = excluded.sealed",
        [
            (
                lane,
                session.mode,
                session.question,
                keys[lane].seal(f"session|sealed|{lane}", packed(session.to_data())),
            )
            for lane, session in sessions.items()
        ],
    )
