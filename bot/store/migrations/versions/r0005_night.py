"""A line that waits a few seconds so that its author can take it back."""

from bot.store.migrations.script import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("0005_night.sql")
