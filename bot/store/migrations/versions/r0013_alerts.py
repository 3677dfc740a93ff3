"""Event mode of a unit with its roll call; who has kept in touch with whom."""

from bot.store.migrations.script import run

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run("0013_alerts.sql")
