"""Checks every request against the published schema of the Bot API (JSON Schema, draft-07).

Needs jsonschema, a development dependency, and only when a schema is given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.wire import Params


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault in one request: where it lies and which rule it breaks, never what was written there."""

    method: str
    path: str
    rule: str

    def __str__(self) -> str:
        return f"{self.method}: {self.path or 'request'} breaks {self.rule}"


class Rulebook:
    """The published parameters of every method."""

    def __init__(self, schema: Path) -> None:
        from jsonschema import Draft7Validator

        self._book: dict[str, Any] = json.loads(schema.read_text(encoding="utf-8"))
        self._methods = {name.lower(): name for name in self._book["methods"]}
        self._validator = Draft7Validator(self._book)

    def violations(self, method: str, params: Params) -> Iterator[Violation]:
        """Every fault of one request; a method the schema does not know is one fault."""
        known = self._methods.get(method.lower())
        if known is None:
            yield Violation(method, "", "unknown method")
            return
        rule = self._resolve(self._book["methods"][known])
        names = rule.get("properties", {})
        for name in params.keys() - names.keys():
            yield Violation(known, name, "unknown parameter")
        typed = {n: self._typed(names[n], value) for n, value in params.items() if n in names}
        for error in self._validator.evolve(schema=self._book["methods"][known]).iter_errors(typed):
            where = "/".join(str(step) for step in error.absolute_path)
            what = str(error.validator)
            if what == "required":
                missing = [n for n in error.validator_value if n not in error.instance]
                what = f"required ({', '.join(missing)})"
            yield Violation(known, where, what)

    def _resolve(self, rule: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in rule:
            rule = self._book["definitions"][rule["$ref"].rsplit("/", 1)[1]]
        return rule

    def _typed(self, rule: dict[str, Any], value: Any) -> Any:
        """A form value in the type the schema asks for; left alone when it does not fit."""
        if not isinstance(value, str) or self._takes_text(rule):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value

    def _takes_text(self, rule: dict[str, Any]) -> bool:
        rule = self._resolve(rule)
        kinds = rule.get("type", [])
        if "string" in ([kinds] if isinstance(kinds, str) else kinds):
            return True
        return any(self._takes_text(each) for each in rule.get("anyOf", []))
