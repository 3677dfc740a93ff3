"""What is known about people's lives that care goes by; the risk of a unit."""

from bot.store.migrations.script import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run("0012_facts.sql")
