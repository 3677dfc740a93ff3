"""Runs the plain SQL of a revision."""

from __future__ import annotations

from pathlib import Path

from alembic import op

from bot.store.dialect import on_postgres, statements


def run(name: str) -> None:
    """The file of this name under versions/, statement by statement."""
    script = (Path(__file__).parent / "versions" / name).read_text(encoding="utf-8")
    translate = op.get_bind().dialect.name == "postgresql"
    for statement in statements(script):
        for said in on_postgres(statement) if translate else (statement,):
            op.execute(said)
