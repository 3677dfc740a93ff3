"""The Bot API's HTML, read as strictly as Telegram reads it, and shown again as safe HTML.

Offsets and lengths are in UTF-16 code units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from bot.sandbox.refusal import Refusal, bad

Entity = dict[str, Any]

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
}
_KINDS = {
    *_STYLES.values(),
    "expandable_blockquote",
    "text_mention",
    *(["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"]),
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{2,4});")
_ATTRIBUTE = re.compile(r"""\s+([A-Za-z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.:/_-]+))?""")
_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?)。，、])|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32})\b"
)


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def read_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of a message in parse mode HTML.

    Raises Refusal (400 "can't parse entities: …") for an unknown, unclosed or mismatched tag and for a
    stray `<`. Blank edges are trimmed as Telegram trims them.
    """
    out: list[str] = []
    size = 0
    open_tags: list[tuple[str, int, Entity]] = []
    entities: list[Entity] = []
    at = 0
    while at < len(source):
        char = source[at]
        if char == "&":
            found = _REFERENCE.match(source, at)
            plain = _reference(found.group(1)) if found else None
            if found and plain is not None:
                out.append(plain)
                size += units(plain)
                at = found.end()
                continue
        if char != "<":
            out.append(char)
            size += units(char)
            at += 1
            continue
        offset = len(source[:at].encode())
        end = source.find(">", at)
        if source.startswith("</", at):
            if end < 0:
                raise _unreadable(f"Unclosed end tag at byte offset {offset}")
            name = source[at + 2 : end].strip().lower()
            if not open_tags:
                raise _unreadable(f"Unexpected end tag at byte offset {offset}")
            opened, start, entity = open_tags.pop()
            if name not in ("", opened):
                raise _unreadable(
                    f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found another'
                )
            _close(entities, entity, start, size)
        else:
            # what stands in the tag may be what a person wrote: name it only when it is a tag's name
            name_found = re.match(r"[^\s>]*", source[at + 1 :])
            name = name_found.group(0).lower() if name_found else ""
            if name not in _STYLES:
                named = name if re.fullmatch(r"[a-z][a-z0-9-]{0,15}", name) else ""
                raise _unreadable(f'Unsupported start tag "{named}" at byte offset {offset}')
            if end < 0:
                raise _unreadable(f"Unclosed start tag at byte offset {offset}")
            open_tags.append((name, size, _opening(name, source[at + 1 + len(name) : end], offset)))
        at = end + 1
    if open_tags:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return trimmed("".join(out), entities)


def _unreadable(why: str) -> Refusal:
    return bad(f"can't parse entities: {why}")


def _reference(name: str) -> str | None:
    if name.startswith("#x"):
        code = int(name[2:], 16)
    elif name.startswith("#"):
        code = int(name[1:])
    else:
        return _NAMED.get(name)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None


def _opening(name: str, rest: str, offset: int) -> Entity:
    attributes: dict[str, str] = {}
    at = 0
    while at < len(rest.rstrip()):
        found = _ATTRIBUTE.match(rest, at)
        if not found:
            raise _unreadable(f'Expected equal sign in declaration of an attribute of the tag "{name}"')
        attributes[found.group(1).lower()] = (found.group(2) or "").strip("\"'")
        at = found.end()
    entity: Entity = {"type": _STYLES[name]}
    if name == "a":
        # as in Telegram: a link without an address is no link, its text stays
        entity["url"] = _REFERENCE.sub(
            lambda found: _reference(found.group(1)) or found.group(0), attributes.get("href", "")
        )
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unreadable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    if name == "tg-emoji":
        if not attributes.get("emoji-id"):
            raise _unreadable(f'Tag "tg-emoji" must have attribute "emoji-id" at byte offset {offset}')
        entity["custom_emoji_id"] = attributes["emoji-id"]
    if name == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    if name == "code" and attributes.get("class", "").startswith("language-"):
        entity["language"] = attributes["class"].removeprefix("language-")
    return entity


def _close(entities: list[Entity], entity: Entity, start: int, size: int) -> None:
    if size > start and not (entity["type"] == "text_link" and not entity["url"]):
        entities.append({**entity, "offset": start, "length": size - start})


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without blank edges, entities moved and cut to what is left, in reading order."""
    left = units(text) - units(text.lstrip())
    kept = text.strip()
    whole = units(kept)
    moved: list[Entity] = []
    for entity in entities:
        start = max(entity["offset"] - left, 0)
        end = min(entity["offset"] + entity["length"] - left, whole)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, sorted(moved, key=lambda e: (e["offset"], -e["length"]))


def read_entities(given: Any) -> list[Entity]:
    """Entities as a bot sends them. Raises Refusal (400) when one is not an entity."""
    if not isinstance(given, list):
        raise bad("can't parse entities JSON object")
    for each in given:
        if not isinstance(each, dict) or any(type(each.get(n)) is not int for n in ("offset", "length")):
            raise bad("can't parse MessageEntity")
        if each["offset"] < 0 or each["length"] < 1:
            raise bad("can't parse MessageEntity")
        if str(each.get("type")) not in _KINDS or (each["type"] == "text_link" and not _address(each)):
            raise bad("can't parse MessageEntity: wrong type specified")
    return given


def _address(entity: Entity) -> bool:
    return isinstance(entity.get("url"), str) and bool(entity["url"])


def found_entities(text: str, entities: list[Entity]) -> list[Entity]:
    """The given entities plus the links and /commands Telegram finds by itself in plain text."""
    found: list[Entity] = [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group(0))}
        for match in _FOUND.finditer(text)
    ]
    taken = [e for e in entities if e["type"] in ("text_link", "code", "pre", "url")]
    extra = [
        new
        for new in found
        if all(
            new["offset"] >= e["offset"] + e["length"] or e["offset"] >= new["offset"] + new["length"]
            for e in taken
        )
    ]
    return sorted([*entities, *extra], key=lambda e: (e["offset"], -e["length"]))


_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
    "bot_command": ('<span class="command">', "</span>"),
}


def to_html(text: str, entities: list[Entity]) -> str:
    """Safe HTML for a page: all escaped, only entities become tags, links only to http(s), tel and mailto."""
    raw = text.encode("utf-16-le")
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for entity in entities:
        if tags := _tags(entity, raw):
            opens.setdefault(entity["offset"], []).append(tags[0])
            closes.setdefault(entity["offset"] + entity["length"], []).insert(0, tags[1])
    out: list[str] = []
    last = 0
    for mark in sorted({*opens, *closes}):
        out.append(escape(raw[last * 2 : mark * 2].decode("utf-16-le", "replace")))
        out += closes.get(mark, [])
        out += opens.get(mark, [])
        last = mark
    out.append(escape(raw[last * 2 :].decode("utf-16-le", "replace")))
    return "".join(out)


def _tags(entity: Entity, raw: bytes) -> tuple[str, str] | None:
    kind = entity["type"]
    if kind in ("text_link", "url"):
        start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        url = entity.get("url") or raw[start:end].decode("utf-16-le", "replace")
        if not re.match(r"(https?://|tel:|mailto:)", url):
            return None
        return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"
    return _TAGS.get(kind)
