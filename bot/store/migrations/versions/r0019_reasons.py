"""Why something did not come to somebody."""

from bot.store.migrations.script import run

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    run("0019_reasons.sql")
