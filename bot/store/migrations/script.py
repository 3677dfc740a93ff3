"""Runs the plain SQL of a revision."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import op


def run(name: str) -> None:
    """The file of this name under versions/, statement by statement."""
    script = (Path(__file__).parent / "versions" / name).read_text(encoding="utf-8")
    lines = "\n".join(line.split("--")[0] for line in script.splitlines())
    statement = ""
    for piece in filter(str.strip, lines.split(";")):
        statement += f"{piece};"
        # a trigger has statements of its own inside
        if sqlite3.complete_statement(statement):
            op.execute(statement)
            statement = ""
