"""One PostgreSQL database for several replicas, over a small pool of connections.

Whoever writes takes the one lock first and keeps it until the commit, so that transactions follow one another
over all replicas just as they do on SQLite: what a transaction reads cannot change under it, and rows appear in
the order of their numbers.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any

import asyncpg

from bot.store.database import Claim, Database, Row, Server, StoreFault, StoreTrouble, Transaction
from bot.store.dialect import asked
from bot.store.migrate import HEAD, StoreAhead

TURN = 0x5761726D
"""The advisory lock of whoever writes. Of the transaction, not of the session: nothing between us and the server
can lose it, and it goes with its holder."""

_KNOWN = f"select from alembic_version where version_num <= '{HEAD}'"

PAUSED = 3.0
"""Seconds after which whoever is paused in the middle of a transaction loses it."""

_FREE = (
    "select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a on a.pid = l.pid"
    f" where l.locktype = 'advisory' and l.classid = 0 and l.objid = {TURN} and l.objsubid = 1 and l.granted"
    " and a.datname = current_database() and a.state = 'active' and a.wait_event = 'ClientRead'"
    " and a.state_change < clock_timestamp() - ? * interval '1 second'"
)
"""Takes the one lock from somebody who was paused between preparing a statement and asking it: to the server a
transaction is not idle then, and its own limit does not count."""

CHANNEL = "warmline"
LISTEN_AGAIN = 1.0
BEAT = 1.0
CONNECTIONS = 6
CONNECT_WITHIN = 5.0
ANSWER_WITHIN = 30.0

SETTINGS = {
    "application_name": "warmline",
    # an acknowledged message must survive a power cut, whatever the server's own setting is
    "synchronous_commit": "on",
    # the one lock comes first: whatever is read after it must be what was committed before it
    "default_transaction_isolation": "read committed",
    "lock_timeout": "20s",
    # whoever is paused in the middle of a transaction loses it, and nobody waits for them any longer
    "idle_in_transaction_session_timeout": f"{PAUSED:.0f}s",
    "jit": "off",
}

PASSING = ("08", "25", "40", "53", "55", "57", "58")
"""Classes of SQLSTATE that are nobody's fault: connection, transaction ended, deadlock, resources, lock, shut
down, system."""


DRIVER_FAULTS = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    # what the driver says of a connection that the server closes while it is about to be used
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


def explained(fault: BaseException) -> StoreFault:
    """What the driver raised, in the words of the port and without its details, which quote values."""
    state = str(getattr(fault, "sqlstate", None) or "")
    said = f"{type(fault).__name__} {state}".strip()
    if not state or state[:2] in PASSING:
        return StoreTrouble(said)
    # who may not come in is told why: the server's first sentence names user or database, never a password
    return StoreFault(f"{said}: {fault.args[0]}" if state[:2] in ("28", "3D", "42") else said)


@contextmanager
def told() -> Iterator[None]:
    """Says what the driver raises in the words of the port."""
    try:
        yield
    except DRIVER_FAULTS as fault:
        raise explained(fault) from None


async def connect(server: Server) -> Any:
    """A connection of its own, for what is done once. Raises what the driver raises."""
    return await asyncpg.connect(
        server.url, timeout=CONNECT_WITHIN, server_settings={"application_name": "warmline"}
    )


async def first_value(server: Server, table: str, sql: str) -> Any:
    """The first column of the first row; None where there is none, or no such table. Raises StoreFault."""
    with told():
        connection = await connect(server)
        try:
            there = await connection.fetchval("select to_regclass($1)", table) is not None
            return await connection.fetchval(sql) if there else None
        finally:
            await connection.close()


class PostgresTransaction(Transaction):
    """Carries its statements out with the next read, or with the commit, and those that follow one another with
    other values only in one go: each way to the server costs more than what it does there. So what a statement
    raises comes there."""

    def __init__(self, connection: Any) -> None:
        super().__init__()
        self._connection = connection
        self._steps: list[tuple[str, list[Sequence[Any]]]] = []

    async def execute(self, sql: str, values: Sequence[Any] = ()) -> None:
        await self.executemany(sql, [values])

    async def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        statement = asked(sql)
        given = [statement.values(row) for row in rows]
        if given and self._steps and self._steps[-1][0] == statement.sql:
            self._steps[-1][1].extend(given)
        elif given:
            self._steps.append((statement.sql, given))

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        await self.carry_out()
        return await _rows(self._connection, sql, values)

    async def carry_out(self) -> None:
        """What has been put off until now."""
        steps, self._steps = self._steps, []
        with told():
            for sql, rows in steps:
                if len(rows) == 1:
                    await self._connection.execute(sql, *rows[0])
                else:
                    await self._connection.executemany(sql, rows)


class NowAndThen:
    """Asks the server something every `every` seconds, until it is told to end."""

    def __init__(self, every: float, ask: Callable[[], Awaitable[object]]) -> None:
        self._every = every
        self._question = ask
        self._next: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._next = asyncio.get_running_loop().call_later(self._every, self._beat)

    async def end(self) -> None:
        """From here on nothing is asked, nor being asked."""
        if self._next is not None:
            self._next.cancel()
        if self._asking is not None:
            await self._asking

    def _beat(self) -> None:
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        self.begin()

    async def _ask(self) -> None:
        # a connection that is broken says so to whoever needs it next
        with suppress(StoreFault, *DRIVER_FAULTS):
            await self._question()


class PostgresDatabase(Database):
    """Connections to one database. Open with `await PostgresDatabase.open(server)`."""

    shared = True

    def __init__(self, server: Server, pool: Any) -> None:
        self.server = server
        self._name = secrets.token_hex(8)
        self._pool = pool
        # our own wait here, so that no more than one of our connections waits at the server
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, server: Server, *, durable: bool = True) -> PostgresDatabase:
        """Raises `StoreTrouble` or `StoreFault` when the server cannot be reached or will not let us in.

        One that need not be `durable` does not wait for the disk: for tests, whose store is thrown away.
        """
        with told():
            pool = await asyncpg.create_pool(
                server.url,
                min_size=1,
                max_size=CONNECTIONS,
                timeout=CONNECT_WITHIN,
                command_timeout=ANSWER_WITHIN,
                # whatever is asked again and again has its plan ready
                statement_cache_size=500,
                server_settings=SETTINGS | ({} if durable else {"synchronous_commit": "off"}),
                # nothing of a session is ever set or locked, so there is nothing to ask the server to reset
                reset=_nothing,
            )
        return cls(server, pool)

    async def close(self) -> None:
        async with self._turn:
            try:
                with told():
                    async with asyncio.timeout(CONNECT_WITHIN):
                        await self._pool.close()
            except StoreTrouble:
                self._pool.terminate()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        # our turn first: those who wait must leave the connections to those who read
        async with (
            self._turn,
            self._connection() as connection,
            self._written(connection, "begin; ", []) as tx,
        ):
            yield tx

    @asynccontextmanager
    async def claiming(self, sql: str, values: Sequence[Any] = ()) -> AsyncIterator[Claim]:
        """The rows are locked by the transaction that will write, so a claim cannot outlive its claimer, nor a
        write its claim: whoever dies lets go at once, whoever is paused for three seconds is rolled back. Whoever
        is at work, however long they read elsewhere, is not."""
        over: list[bool] = []
        async with self._connection() as connection:
            # the server cannot tell by itself who is paused from who reads over other connections
            awake = NowAndThen(BEAT, partial(connection.execute, "select 1"))
            try:
                with told():
                    await connection.execute("begin")
                rows = await _rows(connection, f"{sql} for update skip locked", values)
                awake.begin()
                yield Claim(rows, lambda: self._claimed(connection, awake, over))
            finally:
                await awake.end()
                if not over:
                    await _roll_back(connection)

    async def at_once(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return await self.fetch(sql, values)

    async def listen(self, heard: Callable[[], None]) -> None:
        while True:
            with suppress(StoreFault):
                await self._listen(heard)
            await asyncio.sleep(LISTEN_AGAIN)

    async def _listen(self, heard: Callable[[], None]) -> None:
        """Until the connection breaks."""
        broken = asyncio.Event()
        with told():
            connection = await connect(self.server)
            try:
                connection.add_termination_listener(lambda _: broken.set())
                await connection.add_listener(
                    CHANNEL, lambda _connection, _pid, _channel, who: None if who == self._name else heard()
                )
                # whatever was said before
                heard()
                await broken.wait()
            finally:
                await connection.close(timeout=1.0)

    @asynccontextmanager
    async def _claimed(
        self, connection: Any, awake: NowAndThen, over: list[bool]
    ) -> AsyncIterator[Transaction]:
        async with self._turn:
            await awake.end()
            async with self._written(connection, "", over) as tx:
                yield tx

    @asynccontextmanager
    async def _written(self, connection: Any, begin: str, over: list[bool]) -> AsyncIterator[Transaction]:
        """From the one lock to the commit, of which the other replicas hear. In the end `over` tells that.

        Raises StoreAhead where another replica was newer and has changed the store: what it reads differently
        must not be written as it was."""
        tx = PostgresTransaction(connection)
        try:
            await self._begin(connection, begin)
            yield tx
            await tx.carry_out()
            await self._commit(connection)
        except BaseException:
            tx.rolled_back()
            await _roll_back(connection)
            raise
        finally:
            over.append(True)

    async def _begin(self, connection: Any, begin: str) -> None:
        freeing = NowAndThen(PAUSED, partial(self.fetch, _FREE, (PAUSED,)))
        freeing.begin()
        try:
            with told():
                said = await connection.execute(f"{begin}select pg_advisory_xact_lock({TURN}); {_KNOWN}")
        finally:
            await freeing.end()
        if said != "SELECT 1":
            raise StoreAhead(f"{self.server} was brought up to date by a newer Warmline: update this one")

    async def _commit(self, connection: Any) -> None:
        with told():
            said = await connection.execute(f"notify {CHANNEL}, '{self._name}'; commit")
        # a transaction in which a statement has failed ends by being rolled back, whatever one says
        if said != "COMMIT":
            raise StoreTrouble("a transaction in which a statement failed")

    async def fetch(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        async with self._connection() as connection:
            return await _rows(connection, sql, values)

    async def checkpoint(self) -> None:
        """Nothing: the server writes its own log and lets it go."""

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        with told():
            connection = await self._pool.acquire()
        try:
            yield connection
        finally:
            with told():
                await self._pool.release(connection)


async def _rows(connection: Any, sql: str, values: Sequence[Any]) -> list[Row]:
    statement = asked(sql)
    with told():
        return [tuple(row) for row in await connection.fetch(statement.sql, *statement.values(values))]


async def _roll_back(connection: Any) -> None:
    """Ends the transaction; a connection that cannot even do that is given up, and its transaction with it."""
    try:
        with told():
            await connection.execute("rollback")
    except StoreFault:
        _give_up(connection)
    except BaseException:
        _give_up(connection)
        raise


def _give_up(connection: Any) -> None:
    # one that broke is the pool's again already
    with suppress(*DRIVER_FAULTS):
        connection.terminate()


async def _nothing(_connection: Any) -> None:
    """Leaves a connection as it is."""
