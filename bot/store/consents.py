"""What people have agreed to, declined and taken back. Rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.consent import Answer, Consent
from bot.store.database import Database, Transaction, from_ms, marks, to_ms


async def load(source: Database | Transaction, people: Sequence[str]) -> dict[str, dict[str, Consent]]:
    """The newest answer to each purpose, by person; who has said nothing is left out."""
    rows = await source.fetch(
        "select person, purpose, version, at, answer from consent where id in"
        f" (select max(id) from consent where person in ({marks(people)}) group by person, purpose)",
        people,
    )
    found: dict[str, dict[str, Consent]] = {}
    for person, purpose, version, at, answer in rows:
        found.setdefault(person, {})[purpose] = Consent(purpose, version, from_ms(at), Answer(answer))
    return found


async def write(tx: Transaction, rows: Sequence[tuple[str, Consent]]) -> None:
    """Appends (person, what they have said)."""
    await tx.executemany(
        "insert into consent (person, purpose, version, at, answer) values (?,?,?,?,?)",
        [(person, said.purpose, said.version, to_ms(said.at), said.answer.value) for person, said in rows],
    )


async def history(source: Database | Transaction, person: str) -> list[Consent]:
    """Everything one person has ever said, oldest first."""
    rows = await source.fetch(
        "select purpose, version, at, answer from consent where person = ? order by id", (person,)
    )
    return [Consent(purpose, version, from_ms(at), Answer(answer)) for purpose, version, at, answer in rows]
