"""python-telegram-bot's ConversationHandler, in memory or with PicklePersistence.

As its documentation has it: one update at a time, because a ConversationHandler relies on that; polling by the
Application's own updater; the persistence's shortest sensible interval, one second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData

from tests.bench.town import QUESTIONS, TOKEN, Town

ANSWERS = 5


class Stub(BaseRequest):
    """Calls that end at the town instead of at a socket."""

    def __init__(self, town: Town) -> None:
        self._town = town

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        params = {} if request_data is None else request_data.parameters
        return 200, await self._town.answer(url.rpartition("/")[2], params)


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    await update.message.reply_text(QUESTIONS[0])
    return 0


async def answered(update: Update, context: ContextTypes.DEFAULT_TYPE, number: int) -> int:
    context.user_data[number] = update.message.text
    await update.message.reply_text(QUESTIONS[number + 1])
    return number + 1 if number + 1 < ANSWERS else ConversationHandler.END


def _step(number: int) -> MessageHandler[Any, Any]:
    async def step(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        return await answered(update, context, number)

    return MessageHandler(filters.TEXT & ~filters.COMMAND, step)


def application(town: Town | None, base: str, kept: Path | None) -> Application[Any, Any, Any, Any, Any, Any]:
    """The bot; over HTTP without a town, and with what is kept in a file once a second if there is one."""
    builder = Application.builder().token(TOKEN).base_url(f"{base}/bot")
    if town is not None:
        builder = builder.request(Stub(town)).get_updates_request(Stub(town))
    if kept is not None:
        builder = builder.persistence(PicklePersistence(kept, update_interval=1))
    built = builder.build()
    built.add_handler(
        ConversationHandler(
            entry_points=[CommandHandler("five", start)],
            states={number: [_step(number)] for number in range(ANSWERS)},
            fallbacks=[],
            name="five",
            persistent=kept is not None,
        )
    )
    return built


async def run(town: Town | None, base: str, kept: Path | None, until: Any) -> None:
    """Polls until `until` is through."""
    built = application(town, base, kept)
    async with built:
        await built.start()
        await built.updater.start_polling()
        await until()
        await built.updater.stop()
        await built.stop()
