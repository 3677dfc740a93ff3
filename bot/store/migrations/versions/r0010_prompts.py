"""Letters whose words are made when they go, after their guard was asked again."""

from bot.store.migrations.script import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("0010_prompts.sql")
