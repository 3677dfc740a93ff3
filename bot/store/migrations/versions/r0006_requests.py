"""Help requests: cases of another kind, with a deadline, a volunteer, and what several have raised together."""

from bot.store.migrations.script import run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("0006_requests.sql")
