"""`choose`: a way for every choice of a variable, read as the chain of `when`s it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.flow.conditions import Compare, Plain
from bot.domain.flow.model import YES_NO, Var, When
from bot.domain.flow.source import Fields, guess


def choices_of(var: Var) -> tuple[str, ...]:
    """What can be chosen between; nothing where a variable is no single choice."""
    if var.type == "yes_no":
        return YES_NO
    return var.of if var.type in ("choice", "pick") else ()


def check_choices(name: str, variables: Mapping[str, Var], ways: Fields, fields: Fields) -> bool:
    """Whether every choice has its way, and every way is a choice's; what is wrong is a fault."""
    var = variables.get(name)
    if var is None:
        fields.fault("choose", f'choose: variable "{name}" not declared{guess(name, variables)}')
        return False
    known = choices_of(var)
    if not known:
        fields.fault("choose", f'choose: "{name}" is a {var.type}, which has no choices — write "when"')
        return False
    strange = [key for key in ways.table.entries if key not in known]
    for key in strange:
        ways.fault(key, f'choose: "{key}" is no choice of "{name}"{guess(key, known)}')
    missing = [key for key in known if key not in ways]
    if var.type == "pick" and "else" not in fields:
        fields.fault(
            "to", f'choose: nothing says where what "{name}" picks from its list leads — add an "else"'
        )
        return False
    if missing and "else" not in fields:
        fields.fault("to", f'choose: nothing says where {", ".join(missing)} leads — add it, or an "else"')
    return not strange and ("else" in fields or not missing)


def chain(
    step_id: str, line: int, name: str, ways: Mapping[str, str], otherwise: str | None
) -> Iterator[When]:
    """One `when` after the other: the first has the step's own id, the others `<id>.<choice>`.

    Without an `otherwise` the last choice needs no asking: it is what is left, see `When.sure`.
    """
    asked = [*ways] if otherwise is not None else [*ways][:-1] or [*ways]
    last = ways[[*ways][-1]] if otherwise is None else otherwise
    ids = [step_id, *(f"{step_id}.{key}" for key in asked[1:])]
    for at, key in enumerate(asked):
        ended = at + 1 == len(asked)
        following = last if ended else ids[at + 1]
        names = (key, [*ways][-1] if ended and otherwise is None else "else")
        yield When(
            ids[at], line, Compare(name, "==", Plain(key)), ways[key], following, otherwise is None, names
        )
