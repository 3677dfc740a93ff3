"""Whether what a step says agrees with the variables and actions it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.flow.conditions import Among, Compare, IsSet, Plain
from bot.domain.flow.model import ActionSpec, Constant, Operand, Var, Variable
from bot.domain.flow.source import Fields, guess


def fits(have: str, wanted: str) -> bool:
    """Whether a value of one type may go where another is wanted: a choice is also a text."""
    return wanted in (have, "any") or (have == "choice" and wanted == "text")


def check_comparison(
    comparison: Compare | Among | IsSet, variables: Mapping[str, Var], fields: Fields
) -> None:
    """A comparison that can never be true, or never be made, is a slip of the pen."""
    var = variables.get(comparison.name)
    if var is None:
        known = guess(comparison.name, variables)
        fields.fault("when", f'when: variable "{comparison.name}" not declared{known}')
        return
    plain: tuple[object, ...] = ()
    if isinstance(comparison, Among):
        plain = comparison.values
    elif isinstance(comparison, Compare):
        if isinstance(comparison.right, Plain):
            plain = (comparison.right.value,)
        if comparison.sign not in ("==", "!=") and var.type in ("choice", "list"):
            sign = comparison.sign
            fields.fault("when", f'when: a {var.type} has no order, "{sign}" cannot be asked of it')
            return
    for value in plain:
        if var.type == "choice" and value not in var.of:
            known = guess(str(value), var.of)
            fields.fault("when", f'when: "{value}" is no choice of "{var.name}"{known}')
        elif var.type == "list" or (var.type == "text" and not isinstance(value, str)):
            fields.fault("when", f'when: "{var.name}" is a {var.type} and never equals "{value}"')


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
        elif isinstance(operand, Constant) and wanted != "any" and not isinstance(operand.value, str):
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


def _missing(wanted: Iterable[str], given: Iterable[str]) -> list[str]:
    present = set(given)
    return [name for name in wanted if name not in present]
