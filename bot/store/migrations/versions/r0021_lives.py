"""Whom the daily question may go to is read off indexes."""

from bot.store.migrations.script import run

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    run("0021_lives.sql")
