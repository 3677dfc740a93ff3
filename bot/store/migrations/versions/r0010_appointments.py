"""Hours people agree on, when they may be called, and who waits for a place."""

from bot.store.migrations.script import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("0010_appointments.sql")
