"""How the Bot API says no: code, words and, for a flood, the seconds to wait."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """A request that is answered with `ok: false`.

    The description never quotes what people wrote; it is the Bot API's own sentence.
    """

    def __init__(
        self,
        code: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> dict[str, Any]:
        """The answer's JSON body, in the Bot API's form."""
        said: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        given = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to}
        if parameters := {name: value for name, value in given.items() if value is not None}:
            said["parameters"] = parameters
        return said


def bad(words: str) -> Refusal:
    """400 with the Bot API's prefix."""
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """403 with the Bot API's prefix."""
    return Refusal(403, f"Forbidden: {words}")


def conflict(words: str) -> Refusal:
    """409 with the Bot API's prefix."""
    return Refusal(409, f"Conflict: {words}")


def too_many(retry_after: int) -> Refusal:
    """429: wait `retry_after` seconds."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def unauthorized() -> Refusal:
    """401: another bot's token."""
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    """404: no such method or file."""
    return Refusal(404, "Not Found")


def second_poller() -> Refusal:
    """409 for the older of two long polls."""
    return conflict("terminated by other getUpdates request; make sure that only one bot instance is running")


def webhook_active() -> Refusal:
    """409: updates go to the webhook."""
    return conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )


def webhook_set() -> Refusal:
    """409 for a long poll that was waiting when a webhook was set."""
    return conflict("terminated by setWebhook request")
