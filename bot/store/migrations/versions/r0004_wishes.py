"""What somebody who asks for help wishes: by whom, when, and who may be told."""

from bot.store.migrations.script import run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("0004_wishes.sql")
