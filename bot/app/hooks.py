"""`python -m bot webhook set|delete|info`: what Telegram is told, and what it tells."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.config import Config
from bot.channel.incoming import ALLOWED_UPDATES
from bot.channel.port import BadToken, Hook, Unreachable
from bot.channel.telegram import NotTaken, Telegram


class HookFault(Exception):
    """Why nothing was done, for the operator."""


async def set_hook(config: Config) -> str:
    """Has Telegram bring updates to the configured address. Raises HookFault."""
    settings = config.settings.webhook
    if not settings.url:
        raise HookFault("webhook.url is empty in the configuration: write the address, then again")
    async with _line(config) as telegram:
        await telegram.set_hook(settings.url, config.webhook_secret, settings.max_connections)
        waiting = (await telegram.hook()).waiting
    said = f"webhook: set to {settings.url}, {waiting} updates wait and will be brought there"
    return (
        said if config.settings.mode == "webhook" else f"{said}; now run with mode: webhook (or MODE=webhook)"
    )


async def drop_hook(config: Config) -> str:
    """Takes the webhook away, whoever set it; what waits is kept. Raises HookFault."""
    async with _line(config) as telegram:
        await telegram.drop_hook()
        waiting = (await telegram.hook()).waiting
    return f"webhook: none, {waiting} updates wait and will be fetched by a bot with mode: polling"


async def tell(config: Config) -> str:
    """What Telegram says of the webhook, and whether it is the configured one. Raises HookFault."""
    async with _line(config) as telegram:
        hook = await telegram.hook()
    if not hook.url:
        return f"webhook: none, {hook.waiting} updates wait"
    lines = [f"webhook: {hook.url}, {hook.waiting} updates wait"]
    if hook.fault_at is not None:
        lines.append(f"last fault: {hook.fault} ({hook.fault_at.isoformat(' ', 'seconds')})")
    return "\n".join([*lines, *differences(config, hook)])


def differences(config: Config, hook: Hook) -> list[str]:
    """What the webhook that is set has other than the configuration wants; one line each."""
    found = []
    if hook.url != config.settings.webhook.url:
        found.append("this is not webhook.url of the configuration")
    if set(hook.allowed) != set(ALLOWED_UPDATES):
        found.append("other kinds of updates are brought than the bot knows: python -m bot webhook set")
    return found


@asynccontextmanager
async def _line(config: Config) -> AsyncIterator[Telegram]:
    if not config.token:
        raise HookFault("BOT_TOKEN is not set")
    telegram = Telegram(config.token, config.api_base)
    try:
        await telegram.open()
        yield telegram
    except BadToken:
        raise HookFault("Telegram does not know this BOT_TOKEN: copy it again from @BotFather") from None
    except Unreachable as fault:
        raise HookFault(
            f"the Bot API cannot be reached ({fault}): check network and TELEGRAM_API_BASE"
        ) from None
    except NotTaken as fault:
        raise HookFault(f"Telegram does not take webhook.url: {fault}") from None
    finally:
        await telegram.close()
