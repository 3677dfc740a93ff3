"""Counting what was set aside or lost, without reading all that was not."""

from bot.store.migrations.script import run

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run("0014_counting.sql")
