"""The hours people set for themselves: clock, morning, evening, and when nothing may ring."""

from bot.store.migrations.script import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("0008_hours.sql")
