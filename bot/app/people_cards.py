"""Links as pictures: a QR code to forward, and a card with names to print and cut out."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.app.office import Refused
from bot.app.people_links import Invitation

if TYPE_CHECKING:
    from segno import QRCode

SHEET = "print.html"
_UNSAFE = re.compile(r"[^\w-]+")
# fixed words of our own; names are escaped into them
_CARD = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" width="90mm" height="120mm" viewBox="0 0 90 120">'
    '<rect x="0.5" y="0.5" width="89" height="119" rx="4" fill="#fff" stroke="#999" stroke-width="0.3"/>'
    '<g text-anchor="middle" font-family="sans-serif" fill="#111">'
    '<text x="45" y="12" font-size="7">暖线 Warmline</text>'
    '<text x="45" y="22" font-size="{unit_size}">{unit}</text>'
    '<text x="45" y="31" font-size="{name_size}">{name}</text>'
    '<text x="45" y="107" font-size="4">用 Telegram 扫一扫，{once}</text>'
    '<text x="45" y="114" font-size="4">{until} 前有效</text></g>'
    '<svg x="13" y="36" width="64" height="64" viewBox="0 0 {side} {side}">{code}</svg></svg>'
)
_PAGE = Markup(
    '<!doctype html><html lang="zh"><meta charset="utf-8"><title>暖线 Warmline</title>'
    "<style>body{{margin:5mm}}svg{{break-inside:avoid;margin:1mm}}</style>{cards}</html>\n"
)


def write_cards(folder: Path, invitations: Sequence[Invitation], bot: str) -> list[Path]:
    """For each invitation a PNG with the code alone and an SVG card, and one page with all cards to print.

    They lie in `folder`, which is made if need be, readable by their owner alone: whoever has a code can
    come in. Raises Refused where they cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written, cards = [], []
        for number, invitation in enumerate(invitations, 1):
            code = _code(invitation.url(bot))
            card = _card(invitation, code)
            stem = file_name(number, invitation)
            written += [
                _keep(folder, f"{stem}.png", picture(invitation.url(bot))),
                _keep(folder, f"{stem}.svg", card.encode()),
            ]
            cards.append(card)
        written.append(_keep(folder, SHEET, _PAGE.format(cards=Markup().join(cards)).encode()))
    except OSError as fault:
        raise Refused(f"{folder}: cannot be written: {fault.strerror}") from None
    return written


def picture(address: str) -> bytes:
    """The QR code of an address, as a PNG."""
    drawn = io.BytesIO()
    _code(address).save(drawn, kind="png", scale=12, border=4)
    return drawn.getvalue()


def _code(address: str) -> QRCode:
    import segno

    return segno.make(address, error="m", micro=False)


def file_name(number: int, invitation: Invitation) -> str:
    """Tells whose it is and stays in its folder, whatever a unit or person is called."""
    name = _UNSAFE.sub("_", invitation.name or "join").strip("_") or "link"
    return f"{number:03}-{invitation.unit}-{name[:40]}"


def _card(invitation: Invitation, code: QRCode) -> Markup:
    side = code.symbol_size(border=4)[0]
    return _CARD.format(
        unit=invitation.unit_name,
        unit_size=_fitting(invitation.unit_name, 7),
        name=invitation.name,
        name_size=_fitting(invitation.name, 6),
        once="只给本人，用一次" if invitation.name else "加入本单位",
        until=f"{invitation.until:%Y-%m-%d}",
        side=side,
        code=Markup(code.svg_inline(border=4)),  # noqa: S704 - squares, no text
    )


def _fitting(words: str, size: float) -> str:
    """A size of letters at which the words fit on the card."""
    width = sum(2 if ord(letter) > 0x2E7F else 1.2 for letter in str(escape(words))) / 2
    return f"{min(size, 80 / max(width, 1)):.1f}"


def _keep(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    # not through a link that somebody has put there
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
    return path
