"""Who of several replicas does what only one may do: a row with a growing epoch, looked at inside every write.

No clock is compared with another. The holder's beat grows; whoever has watched it stand still for long enough takes
over by compare-and-set, and the epoch grows. What an earlier holder still wants to write is refused with its epoch,
however late it wakes up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.store.database import Database, Transaction


class Superseded(Exception):
    """The lease has gone to somebody else: nothing may be written under it any more."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as it was seen, or as it is held."""

    name: str
    epoch: int = 0
    beat: int = 0
    holder: str = ""
    """Empty where nobody holds it."""


async def look(db: Database, name: str) -> Lease:
    """How it stands now; one that nobody has ever held is free."""
    rows = await db.fetch("select epoch, beat, holder from lease where name = ?", (name,))
    return Lease(name, *rows[0]) if rows else Lease(name)


async def take(tx: Transaction, seen: Lease, holder: str) -> Lease | None:
    """Takes it over as it was `seen`; None when it has changed since. After everything its last holder has written."""
    rows = await tx.fetch(
        "insert into lease (name, epoch, beat, holder) values (?, 1, 0, ?) on conflict (name) do update"
        " set epoch = lease.epoch + 1, beat = 0, holder = excluded.holder"
        " where lease.epoch = ? and lease.beat = ? returning epoch",
        (seen.name, holder, seen.epoch, seen.beat),
    )
    return Lease(seen.name, rows[0][0], 0, holder) if rows else None


async def renew(db: Database, lease: Lease) -> Lease | None:
    """Another beat; None when somebody else has taken over. Waits for no transaction: a long one, an import, must
    not look like its holder's death."""
    rows = await db.at_once(
        "update lease set beat = beat + 1 where name = ? and epoch = ? returning beat",
        (lease.name, lease.epoch),
    )
    return replace(lease, beat=rows[0][0]) if rows else None


async def give_back(db: Database, lease: Lease) -> None:
    """Free for whoever looks next, if it is still ours."""
    await db.at_once(
        "update lease set holder = '' where name = ? and epoch = ? returning epoch", (lease.name, lease.epoch)
    )


async def check(tx: Transaction, lease: Lease | None) -> None:
    """Raises Superseded unless it is still ours; without a lease there is nobody else."""
    if lease is not None and not await tx.fetch(
        "select 1 from lease where name = ? and epoch = ?", (lease.name, lease.epoch)
    ):
        raise Superseded(lease.name)
