"""Lines that are looked at from the front: who is heard first, what is sent next."""

from bot.store.migrations.script import run

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run("0016_lines.sql")
