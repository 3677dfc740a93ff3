"""What the sandbox must still know after a kill -9: one SQLite file, one row per thing.

Writes are small and synchronous, so a request is on disk before it is answered; WAL with
synchronous=NORMAL survives the death of the process at any point.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Ledger:
    """Rows of (kind, id) → JSON body and optional bytes. With path None it forgets everything."""

    def __init__(self, path: Path | None) -> None:
        self._db: sqlite3.Connection | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS things (kind TEXT, id INTEGER, body TEXT NOT NULL, data BLOB,"
                " PRIMARY KEY (kind, id)) WITHOUT ROWID"
            )
        self._puts: dict[tuple[str, int], tuple[str, bytes | None]] = {}
        self._drops: set[tuple[str, int]] = set()

    def rows(self, kind: str) -> Iterator[tuple[int, dict[str, Any], bytes | None]]:
        """Everything of one kind, by id."""
        if self._db is None:
            return
        for key, body, data in self._db.execute(
            "SELECT id, body, data FROM things WHERE kind = ? ORDER BY id", (kind,)
        ).fetchall():
            yield key, json.loads(body), data

    def put(self, kind: str, key: int, body: dict[str, Any], data: bytes | None = None) -> None:
        """Writes at the next `commit`."""
        if self._db is not None:
            self._puts[kind, key] = (json.dumps(body, ensure_ascii=False), data)
            self._drops.discard((kind, key))

    def drop(self, kind: str, key: int) -> None:
        """Removes at the next `commit`."""
        if self._db is not None:
            self._puts.pop((kind, key), None)
            self._drops.add((kind, key))

    def commit(self) -> None:
        """All or nothing of what was put and dropped since the last commit."""
        if self._db is None or not (self._puts or self._drops):
            return
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("DELETE FROM things WHERE kind = ? AND id = ?", self._drops)
        self._db.executemany(
            "INSERT OR REPLACE INTO things (kind, id, body, data) VALUES (?, ?, ?, ?)",
            [(*key, *value) for key, value in self._puts.items()],
        )
        self._db.execute("COMMIT")
        self._puts.clear()
        self._drops.clear()

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
