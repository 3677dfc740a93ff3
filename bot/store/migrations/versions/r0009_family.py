"""Family: who is tied to whom, and links by which an employee invites somebody at home."""

from bot.store.migrations.script import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("0009_family.sql")
