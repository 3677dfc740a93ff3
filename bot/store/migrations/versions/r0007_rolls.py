"""Albums that wait for their parts; a count of the changes of units and staff."""

from bot.store.migrations.script import run

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("0007_rolls.sql")
