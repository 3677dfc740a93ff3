"""When an occasion was taken up."""

from bot.store.migrations.script import run

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    run("0022_taken.sql")
