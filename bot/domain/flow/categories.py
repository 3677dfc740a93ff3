"""The kinds of help a dialogue offers: deadlines and who serves them, read from its `categories:`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.flow.model import Var
from bot.domain.flow.source import Fields, guess
from bot.domain.matter import Category
from bot.domain.people import Role

SERVING: Mapping[str, Role] = {
    "liaison": Role.LIAISON,
    "desk": Role.OFFICER,
    "counsellor": Role.COUNSELLOR,
}
"""Who may serve a category, by the name an author writes."""

CHOSEN = "category"
"""The variable whose choices are categories."""

_KEYS = ("deadline", "urgent", "serves", "bypass")


def read_categories(fields: Fields | None, variables: Mapping[str, Var]) -> dict[str, Category]:
    """`{elderly: {deadline: 24h, urgent: 4h, serves: [liaison, desk]}, …}`, every fault told.

    Every choice of the variable `category` needs one. One that is no choice of it has to be the choice of
    another variable, by which people come to it.
    """
    if fields is None:
        return {}
    found: dict[str, Category] = {}
    choices = {key for var in variables.values() for key in var.of}
    for name in fields.table.entries:
        if name not in choices:
            fields.fault(name, f'category "{name}" is no choice of any variable{guess(name, choices)}')
        inner = fields.fields(name)
        if inner is not None:
            found[name] = _category(name, inner)
    offered = variables.get(CHOSEN)
    for key in offered.of if offered is not None else ():
        if key not in fields.table.entries:
            fields.fault("", f'choice "{key}" of "{CHOSEN}" needs a deadline and somebody who serves it')
    return found


def _category(name: str, fields: Fields) -> Category:
    fields.allow(_KEYS, f'category "{name}"')
    fields.need("deadline", "serves")
    deadline = fields.duration("deadline") or timedelta(hours=24)
    urgent = fields.duration("urgent") or deadline
    if urgent > deadline:
        fields.fault("urgent", f'category "{name}": what is urgent cannot take longer than the rest')
    roles: list[Role] = []
    for _, word in fields.words("serves"):
        if word not in SERVING:
            known = ", ".join(SERVING)
            fields.fault("serves", f'serves "{word}" is none of {known}{guess(word, SERVING)}')
        elif SERVING[word] in roles:
            fields.fault("serves", f'"{word}" stands here twice')
        else:
            roles.append(SERVING[word])
    return Category(name, deadline, urgent, tuple(roles), fields.flag("bypass", False))
