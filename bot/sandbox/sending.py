"""The methods that put a new message into a chat."""

from __future__ import annotations

from typing import Any

from bot.sandbox.attachments import CAPTIONLESS, as_content, measures
from bot.sandbox.records import Json, Post
from bot.sandbox.refusal import bad
from bot.sandbox.request import CAPTION_LIMIT, TEXT_LIMIT, Request

UNTIL_STOPPED = 0x7FFFFFFF
"""The live period of a place that moves on for as long as somebody likes."""
_ALBUM_KINDS = ("photo", "video", "audio", "document")
_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(request: Request) -> Json:
    text, entities = request.words("text", TEXT_LIMIT)
    if not text:
        raise bad("message text is empty")
    return request.world.as_message(request.say(text=text, entities=entities))


def send_file(request: Request, kind: str) -> Json:
    """sendPhoto, sendVoice, …: the parameter has the name of the kind."""
    text, entities = ("", []) if kind in CAPTIONLESS else request.words("caption", CAPTION_LIMIT)
    request.reachable()  # before the upload is kept
    content = as_content(request.file(kind, request.params.get(kind)), measures(request.params))
    return request.world.as_message(request.say(text=text, entities=entities, kind=kind, content=content))


def send_location(request: Request) -> Json:
    """With `live_period` the place moves on, see editMessageLiveLocation."""
    place = located(request)
    period = request.params.get("live_period")
    if period is not None:
        if type(period) is not int or not (60 <= period <= 86_400 or period == UNTIL_STOPPED):
            raise bad("wrong live period specified")
        place["live_period"] = period
    return request.world.as_message(request.say(kind="location", content={"location": place}))


def send_venue(request: Request) -> Json:
    venue = {
        "location": located(request),
        "title": _text(request, "title"),
        "address": _text(request, "address"),
    }
    content = {"venue": venue, "location": venue["location"]}
    return request.world.as_message(request.say(kind="venue", content=content))


def send_contact(request: Request) -> Json:
    contact = {
        "phone_number": _text(request, "phone_number"),
        "first_name": _text(request, "first_name"),
    }
    if request.params.get("last_name"):
        contact["last_name"] = str(request.params["last_name"])
    return request.world.as_message(request.say(kind="contact", content={"contact": contact}))


def send_media_group(request: Request) -> list[Json]:
    """2 to 10 photos and videos together, or documents, or audio."""
    items = request.params.get("media")
    if not isinstance(items, list) or not items:
        raise bad("media must be a non-empty array")
    if not 2 <= len(items) <= 10:
        raise bad("an album must consist of 2-10 media")
    kinds = {str(item.get("type")) if isinstance(item, dict) else "" for item in items}
    if not kinds <= set(_ALBUM_KINDS):
        raise bad("can't parse InputMedia: wrong type")
    if len(kinds) > 1 and kinds & {"audio", "document"}:
        raise bad("can't mix this type of media with others in an album")
    worded = [request.words("caption", CAPTION_LIMIT, item) for item in items]
    request.reachable()
    contents = [as_content(request.file(item["type"], item.get("media")), measures(item)) for item in items]
    album = f"1{request.world.number('file'):016d}"
    posts = [
        request.say(text=text, entities=entities, kind=item["type"], content=content, album=album)
        for item, content, (text, entities) in zip(items, contents, worded, strict=True)
    ]
    return [request.world.as_message(post) for post in posts]


def copy_message(request: Request) -> Json:
    """The content again as the bot's own message; a given caption replaces the old one."""
    source = _source(request, "copy")
    text, entities = source.text, source.entities
    if source.kind and request.params.get("caption") is not None:
        text, entities = request.words("caption", CAPTION_LIMIT)
    post = request.say(text=text, entities=entities, kind=source.kind, content=source.content)
    return {"message_id": post.id}


def forward_message(request: Request) -> Json:
    """The message again, with where it came from."""
    source = _source(request, "forward")
    origin = source.origin
    if origin is None:
        world = request.world
        sender = world.bot if source.from_bot else world.users[source.sender].as_user()
        origin = {"type": "user", "sender_user": sender, "date": source.at}
    post = request.say(
        text=source.text, entities=source.entities, kind=source.kind, content=source.content, origin=origin
    )
    return request.world.as_message(post)


def send_chat_action(request: Request) -> bool:
    """Typing and the like, for five seconds of the sandbox clock or until the next message."""
    action = str(request.params.get("action"))
    if action not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat = request.reachable()
    request.world.tell({"type": "typing", "chat": chat.id, "action": action, "at": request.world.seconds()})
    return True


def _source(request: Request, to_do: str) -> Post:
    source = request.post(to_do, chat=request.chat("from_chat_id"))
    if source.protected or (source.kind == "" and not source.text):
        raise bad(f"message can't be {'copied' if to_do == 'copy' else 'forwarded'}")
    return source


def located(request: Request) -> Json:
    """The place a request names, in degrees."""
    place: Json = {}
    for name, limit in (("latitude", 90), ("longitude", 180)):
        value: Any = request.params.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > limit:
            raise bad(f"{name} is empty" if value is None else f"wrong {name} specified")
        place[name] = float(value)
    return place


def _text(request: Request, name: str) -> str:
    value = request.params.get(name)
    if not isinstance(value, str) or not value.strip():
        raise bad(f"{name} is empty")
    return value
