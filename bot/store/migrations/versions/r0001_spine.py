"""The spine: people, inbox, sessions, cases, timers, outbox."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Runs the plain SQL beside this file, statement by statement."""
    script = Path(__file__).with_name("0001_spine.sql").read_text(encoding="utf-8")
    lines = "\n".join(line.split("--")[0] for line in script.splitlines())
    for statement in filter(str.strip, lines.split(";")):
        op.execute(statement)
