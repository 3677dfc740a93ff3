"""The methods that change or remove a message that is there already."""

from __future__ import annotations

from bot.sandbox.attachments import as_content, measures
from bot.sandbox.markup import Entity
from bot.sandbox.records import Json, Post
from bot.sandbox.refusal import bad
from bot.sandbox.request import CAPTION_LIMIT, TEXT_LIMIT, Request
from bot.sandbox.sending import UNTIL_STOPPED, located

_DELETE_WITHIN = 48 * 3600
"""Seconds; Bot API, deleteMessage."""
_TEXTLESS = ("location", "venue", "contact", "sticker", "video_note")


def edit_message_text(request: Request) -> Json:
    text, entities = request.words("text", TEXT_LIMIT)
    if not text:
        raise bad("message text is empty")
    post = request.own_post()
    if post.kind:
        raise bad("there is no text in the message to edit")
    return _changed(request, post, text, entities, post.kind, post.content)


def edit_message_caption(request: Request) -> Json:
    """An absent caption removes it."""
    text, entities = request.words("caption", CAPTION_LIMIT)
    post = request.own_post()
    if not post.kind or post.kind in _TEXTLESS:
        raise bad("there is no caption in the message to edit")
    return _changed(request, post, text, entities, post.kind, post.content)


def edit_message_media(request: Request) -> Json:
    media = request.params.get("media")
    if not isinstance(media, dict) or media.get("type") not in (
        "photo",
        "video",
        "animation",
        "audio",
        "document",
    ):
        raise bad("can't parse InputMedia: wrong type")
    text, entities = request.words("caption", CAPTION_LIMIT, media)
    post = request.own_post()
    if not post.kind or post.kind in _TEXTLESS:
        raise bad("there is no media in the message to edit")
    kind = media["type"]
    content = as_content(request.file(kind, media.get("media")), measures(media))
    return _changed(request, post, text, entities, kind, content)


def edit_message_live_location(request: Request) -> Json:
    post, place = _live(request)
    return _changed(request, post, "", [], post.kind, {"location": place | located(request)})


def stop_message_live_location(request: Request) -> Json:
    post, place = _live(request)
    stands = {name: place[name] for name in ("latitude", "longitude")}
    return _changed(request, post, "", [], post.kind, {"location": stands})


def _live(request: Request) -> tuple[Post, Json]:
    """A place that still moves on; from the end of its time on it stands."""
    post = request.own_post()
    place = post.content["location"] if post.kind == "location" else {}
    period = place.get("live_period", 0)
    over = period != UNTIL_STOPPED and request.world.seconds() - post.at >= period
    if not period or over:
        raise bad("message can't be edited")
    return post, place


def edit_message_reply_markup(request: Request) -> Json:
    """An absent keyboard removes it."""
    post = request.own_post()
    return _changed(request, post, post.text, post.entities, post.kind, post.content)


def delete_message(request: Request) -> bool:
    post = request.post("delete")
    if request.world.seconds() - post.at > _DELETE_WITHIN:
        raise bad("message can't be deleted for everyone")
    _remove(request, post)
    return True


def delete_messages(request: Request) -> bool:
    """As in Telegram, messages that are not there or too old are skipped without a word."""
    chat = request.chat()
    ids = request.params.get("message_ids")
    if not isinstance(ids, list) or not ids or not all(isinstance(each, int) for each in ids):
        raise bad("message identifiers are not specified")
    if len(ids) > 100:
        raise bad("too many message identifiers specified")
    for each in ids:
        post = request.world.posts.get(each)
        if (
            post is not None
            and post.chat == chat.id
            and not post.deleted
            and request.world.seconds() - post.at <= _DELETE_WITHIN
        ):
            _remove(request, post)
    return True


def set_message_reaction(request: Request) -> bool:
    post = request.post("react")
    reactions = request.params.get("reaction") or []
    if not isinstance(reactions, list) or len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    if any(not isinstance(each, dict) or each.get("type") != "emoji" for each in reactions):
        raise bad("REACTION_INVALID")
    post.reactions = reactions
    request.world.save_post(post)
    return True


def _changed(
    request: Request, post: Post, text: str, entities: list[Entity], kind: str, content: Json
) -> Json:
    markup = request.keyboard()
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    same_words = (text, entities, kind, content) == (post.text, post.entities, post.kind, post.content)
    if same_words and markup == (post.markup if post.rows else None):
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same"
            " as a current content and reply markup of the message"
        )
    if not same_words:
        # as in Telegram, a keyboard that comes or goes leaves no edit mark
        post.edited = request.world.seconds()
    post.text, post.entities, post.kind, post.content, post.markup = text, entities, kind, content, markup
    request.world.save_post(post)
    return request.world.as_message(post)


def _remove(request: Request, post: Post) -> None:
    post.deleted = True
    request.world.save_post(post)
