"""Leases of replicas; a count of destroyed keys."""

from bot.store.migrations.script import run

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    run("0018_replicas.sql")
