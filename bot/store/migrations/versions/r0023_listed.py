"""What the list of people said last of somebody's shifts."""

from bot.store.migrations.script import run

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    run("0023_listed.sql")
