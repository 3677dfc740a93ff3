"""What comes to people by itself, the rhythm of their days, and what they have answered."""

from bot.store.migrations.script import run

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run("0015_care.sql")
