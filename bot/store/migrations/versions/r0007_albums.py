"""Parts of an album that wait for each other."""

from bot.store.migrations.script import run

revision = "0007"
down_revision = "0005"


def upgrade() -> None:
    run("0007_albums.sql")
