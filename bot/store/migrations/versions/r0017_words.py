"""Words between family, what somebody is putting together, and the day for which they are kept."""

from bot.store.migrations.script import run

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run("0017_words.sql")
