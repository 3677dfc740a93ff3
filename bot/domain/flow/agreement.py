"""Whether what a step says agrees with the variables and actions it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.flow import answers
from bot.domain.flow.conditions import Among, Compare, Comparison, Contains, Plain
from bot.domain.flow.model import SENSITIVITIES, YES_NO, ActionSpec, Constant, Operand, Var, Variable
from bot.domain.flow.source import Fields, guess

WRITTEN = frozenset({"choice", "pick", "date", "time", "datetime", "phone"})
"""Types whose values are texts too."""

ORDERED = frozenset({"number", "text", "date", "time", "datetime"})
SEVERAL = frozenset({"multi_choice", "list"})


def fits(have: str, wanted: str) -> bool:
    """Whether a value of one type may go where another is wanted: a choice, say, is also a text."""
    return (
        wanted in (have, "any")
        or (have in WRITTEN and wanted == "text")
        or (have == "multi_choice" and wanted == "list")
    )


def tells_more(var: Var, limit: str) -> bool:
    """Whether a variable is more delicate than what may go there."""
    return SENSITIVITIES.index(var.sensitivity) > SENSITIVITIES.index(limit)


def check_comparison(
    comparison: Comparison, variables: Mapping[str, Var], fields: Fields, key: str = "when"
) -> None:
    """A comparison that can never be true, or never be made, is a slip of the pen. `key` is where it stands."""
    var = variables.get(comparison.name)
    if var is None:
        known = guess(comparison.name, variables)
        fields.fault(key, f'{key}: variable "{comparison.name}" not declared{known}')
        return
    plain: tuple[str | int | float | bool, ...] = ()
    if isinstance(comparison, Contains):
        if var.type not in SEVERAL:
            fields.fault(key, f'{key}: a {var.type} contains nothing, write "=="')
        elif var.of and comparison.value not in var.of:
            known = guess(str(comparison.value), var.of)
            fields.fault(key, f'{key}: "{comparison.value}" is no choice of "{var.name}"{known}')
        return
    if isinstance(comparison, Among):
        plain = comparison.values
    elif isinstance(comparison, Compare):
        if isinstance(comparison.right, Plain):
            plain = (comparison.right.value,)
        if comparison.sign not in ("==", "!=") and var.type not in ORDERED:
            sign = comparison.sign
            fields.fault(key, f'{key}: a {var.type} has no order, "{sign}" cannot be asked of it')
            return
    for value in plain:
        if var.type in ("choice", "pick") and value not in var.of:
            known = guess(str(value), var.of)
            fields.fault(key, f'{key}: "{value}" is no choice of "{var.name}"{known}')
        elif var.type not in ("choice", "pick") and not _comparable(var, value):
            fields.fault(key, f'{key}: "{var.name}" is a {var.type} and never equals "{value}"')


def _comparable(var: Var, value: str | int | float | bool) -> bool:
    """Whether a value written in a condition can be one of this variable's; its limits are not asked."""
    if var.type == "yes_no":
        return isinstance(value, bool) or value in YES_NO
    if var.type == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if var.type in ("date", "time"):
        return answers.holds(var, value)
    if var.type == "datetime":
        # a day alone is good for before and after
        return answers.holds(var, value) or answers.holds(replace(var, type="date"), value)
    return var.type in ("text", "phone") and isinstance(value, str)


def check_arguments(
    spec: ActionSpec, given: Mapping[str, Operand], variables: Mapping[str, Var], fields: Fields
) -> None:
    """Every argument of the action is given, none is invented, and the types fit."""
    for name in _missing(spec.arguments, given):
        fields.fault("do", f'"{spec.name}" needs "{name}" — add it under "with"')
    for name, operand in given.items():
        wanted = spec.arguments.get(name)
        if wanted is None:
            fields.fault("with", f'"{spec.name}" takes no "{name}"{guess(name, spec.arguments)}')
        elif isinstance(operand, Variable) and operand.name in variables:
            have = variables[operand.name].type
            if not fits(have, wanted):
                fields.fault(
                    "with", f'"{spec.name}" takes "{name}" as {wanted}, "{operand.name}" is a {have}'
                )
            if tells_more(variables[operand.name], spec.takes):
                is_a = variables[operand.name].sensitivity
                fields.fault(
                    "with",
                    f'"{operand.name}" is {is_a} and must not go to "{spec.name}", which takes {spec.takes} at most',
                )
        elif isinstance(operand, Constant) and not _suits(operand.value, wanted):
            fields.fault("with", f'"{spec.name}" takes "{name}" as {wanted}, not {operand.value}')


def check_results(
    spec: ActionSpec, into: Mapping[str, str], variables: Mapping[str, Var], fields: Fields
) -> None:
    """Every variable that receives a result can hold each value the action may give."""
    for name, result in into.items():
        gives = spec.results.get(result)
        var = variables.get(name)
        if gives is None:
            fields.fault("into", f'"{spec.name}" gives no "{result}"{guess(result, spec.results)}')
        elif var is not None:
            have = gives if isinstance(gives, str) else "choice"
            lost = _missing(gives, var.of) if not isinstance(gives, str) and var.type == "choice" else []
            if lost:
                lacks = ", ".join(lost)
                fields.fault("into", f'"{spec.name}" may give "{result}" as {lacks}, no choice of "{name}"')
            elif not fits(have, var.type):
                fields.fault("into", f'"{spec.name}" gives "{result}" as {have}, "{name}" is a {var.type}')


def _suits(value: object, wanted: str) -> bool:
    """Whether a value written under `with:` may go where this type is wanted."""
    if isinstance(value, bool):
        return wanted in ("yes_no", "any")
    if isinstance(value, int | float):
        return wanted in ("number", "any")
    return wanted not in ("yes_no", "number")


def _missing(wanted: Iterable[str], given: Iterable[str]) -> list[str]:
    present = set(given)
    return [name for name in wanted if name not in present]
