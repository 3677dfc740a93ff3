"""aiogram's finite state machine and aiogram-dialog, both in memory.

As their documentation has it: a router with a state per question and MemoryStorage; a Dialog of Windows with a
MessageInput each. The dispatcher's polling starts a task per update, its default.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.methods import TelegramMethod
from aiogram.types import Message
from aiogram_dialog import Dialog, DialogManager, ShowMode, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.input import MessageInput
from aiogram_dialog.widgets.text import Const

from tests.bench.town import QUESTIONS, TOKEN, Town


class Five(StatesGroup):
    a = State()
    b = State()
    c = State()
    d = State()
    e = State()


STATES = (Five.a, Five.b, Five.c, Five.d, Five.e)


class Stub(BaseSession):
    """Calls that end at the town; parameters are made as for a form, as the library's own session makes them."""

    def __init__(self, town: Town) -> None:
        super().__init__()
        self._town = town

    async def close(self) -> None: ...

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        params = {}
        for key, value in method.model_dump(warnings=False).items():
            prepared = self.prepare_value(value, bot=bot, files={})
            if prepared:
                params[key] = prepared
        body = await self._town.answer(method.__api_method__, params)
        return self.check_response(bot=bot, method=method, status_code=200, content=body.decode()).result

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError
        yield b""


def fsm() -> Dispatcher:
    router = Router()

    @router.message(Command("five"))
    async def start(message: Message, state: FSMContext) -> None:
        await state.set_state(Five.a)
        await message.answer(QUESTIONS[0])

    def step(number: int) -> None:
        @router.message(STATES[number])
        async def answered(message: Message, state: FSMContext) -> None:
            await state.update_data({str(number): message.text})
            if number + 1 < len(STATES):
                await state.set_state(STATES[number + 1])
            else:
                await state.clear()
            await message.answer(QUESTIONS[number + 1])

    for number in range(len(STATES)):
        step(number)
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(router)
    return dispatcher


def dialog() -> Dispatcher:
    def step(number: int) -> Any:
        async def answered(message: Message, widget: MessageInput, manager: DialogManager) -> None:
            manager.dialog_data[str(number)] = message.text
            # a new message per question, as everybody else here sends; the library's default for a message too
            manager.show_mode = ShowMode.SEND
            if number + 1 < len(STATES):
                await manager.next()
            else:
                await message.answer(QUESTIONS[number + 1])
                await manager.done(show_mode=ShowMode.NO_UPDATE)

        return answered

    five = Dialog(
        *(
            Window(Const(QUESTIONS[number]), MessageInput(step(number)), state=state)
            for number, state in enumerate(STATES)
        )
    )
    dispatcher = Dispatcher(storage=MemoryStorage())

    @dispatcher.message(Command("five"))
    async def start(message: Message, dialog_manager: DialogManager) -> None:
        await dialog_manager.start(Five.a, mode=StartMode.RESET_STACK, show_mode=ShowMode.SEND)

    dispatcher.include_router(five)
    setup_dialogs(dispatcher)
    return dispatcher


BOTS: dict[str, Callable[[], Dispatcher]] = {"aiogram": fsm, "aiogram-dialog": dialog}


async def run(dispatcher: Dispatcher, town: Town | None, base: str, until: Any) -> None:
    """Polls until `until` is through."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(base)) if town is None else Stub(town)
    async with Bot(TOKEN, session=session) as bot:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        await until()
        await dispatcher.stop_polling()
        await polling
