"""Hours people agree on, when they may be called, and who waits for a place."""

from bot.store.migrations.script import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("0011_appointments.sql")
