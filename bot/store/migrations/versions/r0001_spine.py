"""The spine: people, inbox, sessions, cases, timers, outbox."""

from bot.store.migrations.script import run

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("0001_spine.sql")
