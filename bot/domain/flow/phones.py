"""Telephone numbers as people write them."""

from __future__ import annotations

import re

from bot.domain.flow.folding import plain
from bot.domain.flow.numerals import in_digits

_LABEL = re.compile(
    r"^(?:我的|我|my)?\s*(?:电话号码|手机号码|电话|手机号|手机|号码|phone number|number|phone|mobile|cell|tel)?"
    r"\s*(?:是|is|:|=)?\s*"
)
_NUMBER = re.compile(r"\+?[\d\s()./\-‐‑–]{3,40}")


def read_phone(text: str, country: str) -> str | None:
    """The number in E.164 form (+8613812345678), or None when the text is no valid number.

    `country` (ISO 3166, two letters) is where a number without a country code is at home; with "" only
    the international form counts (+86… or 0086…). Chinese digits (一三八…) are read too. Never raises.
    """
    # sixty modules, which whoever is never asked for a number does not need
    import phonenumbers

    written = in_digits(_LABEL.sub("", plain(text).strip()))
    if not _NUMBER.fullmatch(written):
        return None
    if not country and written.startswith("00"):
        written = f"+{written[2:]}"
    try:
        number = phonenumbers.parse(written, country.upper() or None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
