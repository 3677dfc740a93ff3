"""Reads the list of steps of a flow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.domain.flow import answers, conditions
from bot.domain.flow.agreement import check_arguments, check_comparison, check_results
from bot.domain.flow.choosing import chain, check_choices
from bot.domain.flow.model import (
    PRIORITIES,
    TARGETS,
    ActionSpec,
    Ask,
    Call,
    Constant,
    Do,
    End,
    Goto,
    Handoff,
    OnError,
    Operand,
    Retry,
    Say,
    Step,
    Var,
    Variable,
    Wait,
    When,
)
from bot.domain.flow.source import NAME, Faults, Fields, Items, Node, Scalar, Table, guess

MAX_RETRIES = 5
"""Tries after the first, for answers as for actions."""

_KEYS: Mapping[str, frozenset[str]] = {
    "ask": frozenset({"id", "ask", "block", "retry", "timeout", "resumed", "human", "back", "goto", "end"}),
    "say": frozenset({"id", "say", "goto", "end", "handoff", "priority"}),
    "when": frozenset({"id", "when", "then", "else"}),
    "choose": frozenset({"id", "choose", "to", "else"}),
    "do": frozenset({"id", "do", "with", "into", "on_error", "goto", "end"}),
    "call": frozenset({"id", "call", "with", "into", "goto", "end"}),
    "handoff": frozenset({"id", "handoff", "priority"}),
    "goto": frozenset({"id", "goto"}),
    "end": frozenset({"id", "end"}),
}
"""What a step may hold. The first of these keys found in a step says what it is."""


class StepReader:
    """Reads steps once; `check_targets` afterwards compares every step named with those that exist."""

    def __init__(
        self, variables: Mapping[str, Var], actions: Mapping[str, ActionSpec], faults: Faults
    ) -> None:
        self._vars = variables
        self._actions = actions
        self._faults = faults
        self._steps: dict[str, Step] = {}
        self._targets: list[tuple[int, str, str, str]] = []

    def read(self, node: Node | None) -> tuple[dict[str, Step], str]:
        """The steps by id, in order, and the id of the first."""
        if node is None:
            return {}, ""
        if not isinstance(node, Items) or not node.items:
            self._faults.add(node.line, '"steps" needs a list of steps')
            return {}, ""
        prepared = [entry for item in node.items if (entry := self._prepare(item)) is not None]
        ids = [step_id for step_id, _, _ in prepared]
        for position, (step_id, kind, fields) in enumerate(prepared):
            fields.step = step_id
            following = ids[position + 1] if position + 1 < len(ids) else None
            self._read(kind, step_id, fields, following)
        return self._steps, ids[0] if ids else ""

    def check_targets(self) -> None:
        for line, step, key, target in self._targets:
            if target not in self._steps:
                self._faults.add(line, f'{key} "{target}" not found{guess(target, self._steps)}', step)

    def wait(self, fields: Fields, of: str) -> Wait | None:
        """`{after: 2h, goto: step}`."""
        fields.allow(("after", "goto"), of)
        if not fields.need("after", "goto"):
            return None
        after, target = fields.duration("after"), self._target(fields, "goto")
        return None if after is None or target is None else Wait(after, target)

    def _prepare(self, item: Node) -> tuple[str, str, Fields] | None:
        """The id and kind of a step."""
        if not isinstance(item, Table):
            self._faults.add(item.line, 'a step needs keys and values, such as "ask: mood"')
            return None
        fields = Fields(item, self._faults)
        kind = next((kind for kind in _KEYS if kind in item.entries), None)
        if kind is None:
            close = "".join(filter(None, (guess(key, _KEYS) for key in item.entries)))
            self._faults.add(item.line, f"a step is one of {', '.join(_KEYS)}{close}")
            return None
        step_id = fields.name("id") if "id" in fields else None
        if step_id is None:
            named = item.entries[kind]
            word = named.value if isinstance(named, Scalar) and isinstance(named.value, str) else ""
            # Only steps at which a session can stand need an id that survives an edit above them.
            step_id = word if kind in ("ask", "say", "do", "call") and word else f"{kind}@{item.line}"
        fields.step = step_id
        fields.allow(_KEYS[kind], f'a step with "{kind}"')
        return step_id, kind, fields

    def _read(self, kind: str, step_id: str, fields: Fields, following: str | None) -> None:
        line = fields.table.line
        match kind:
            case "ask":
                self._keep(self._ask(step_id, line, fields, following))
            case "say":
                block = fields.name("say") or ""
                self._keep(Say(step_id, line, block, self._next(step_id, fields, following)))
            case "when":
                self._keep(self._when(step_id, line, fields))
            case "choose":
                for step in self._choose(step_id, line, fields):
                    self._keep(step)
            case "do":
                self._keep(self._do(step_id, line, fields, following))
            case "call":
                self._keep(self._call(step_id, line, fields, following))
            case "handoff":
                self._keep(self._handoff(step_id, line, fields))
            case "goto":
                self._keep(Goto(step_id, line, self._target(fields, "goto") or ""))
            case _:
                self._keep(End(step_id, line, fields.name("end") or ""))

    def _keep(self, step: Step) -> None:
        other = self._steps.get(step.id)
        if other is not None:
            self._faults.add(
                step.line, f"line {other.line} has the same id — give one of them an id of its own", step.id
            )
        else:
            self._steps[step.id] = step

    def _next(self, step_id: str, fields: Fields, following: str | None) -> str:
        """Where it goes on: what the step says itself, else the step below."""
        ways = [key for key in ("goto", "end", "handoff") if key in fields]
        line = fields.table.line
        if len(ways) > 1:
            fields.fault(ways[1], f'"{ways[0]}" and "{ways[1]}" together: a step goes on in one way only')
        if not ways:
            if following is None:
                self._faults.add(line, 'nothing follows — add "end: completed" or "goto: …"', step_id)
            return following or ""
        if ways[0] == "goto":
            return self._target(fields, "goto") or ""
        implied = f"{step_id}.{ways[0]}"
        if step_id in self._steps:
            return implied  # an id used twice is told once, by the step itself
        if ways[0] == "end":
            self._keep(End(implied, line, fields.name("end") or ""))
        else:
            self._keep(self._handoff(implied, line, fields))
        return implied

    def _target(self, fields: Fields, key: str) -> str | None:
        target = fields.text(key)
        if target is not None:
            self._targets.append((fields.line(key), fields.step, key, target))
        return target

    def _ask(self, step_id: str, line: int, fields: Fields, following: str | None) -> Ask:
        var = fields.text("ask") or ""
        declared = self._vars.get(var)
        if var and declared is None:
            fields.fault("ask", f'variable "{var}" not declared{guess(var, self._vars)}')
        elif declared is not None and not answers.KINDS[declared.type].asked:
            fields.fault("ask", f'variable "{var}" is a {declared.type}: only an action can fill it')
        timeout = fields.fields("timeout")
        return Ask(
            id=step_id,
            line=line,
            var=var,
            block=fields.name("block") or var,
            next=self._next(step_id, fields, following),
            retry=self._retry(fields.fields("retry")),
            timeout=None if timeout is None else self.wait(timeout, "timeout"),
            resumed=self._target(fields, "resumed") if "resumed" in fields else None,
            human=fields.flag("human", True),
            back=fields.flag("back", True),
        )

    def _retry(self, fields: Fields | None) -> Retry | None:
        if fields is None:
            return None
        fields.allow(("max", "then", "say"), "retry")
        if not fields.need("max", "then"):
            return None
        most, then = fields.whole("max", 0, MAX_RETRIES), self._target(fields, "then")
        leads = tuple(block for _, block in fields.words("say"))
        for block in leads:
            if not NAME.fullmatch(block):
                fields.fault("say", f'"{block}" is not the name of a block')
        return Retry(most or 0, then or "", leads)

    def _when(self, step_id: str, line: int, fields: Fields) -> When:
        text = fields.text("when") or ""
        fields.need("then")
        if "else" not in fields:
            self._faults.add(line, '"when" without "else" — say where it goes otherwise', step_id)
        condition: conditions.Condition = conditions.IsSet("")
        try:
            condition = conditions.parse(text, self._vars)
        except conditions.ConditionFault as fault:
            fields.fault("when", f"when: {fault}")
        else:
            for comparison in conditions.comparisons(condition):
                check_comparison(comparison, self._vars, fields)
        return When(
            step_id, line, condition, self._target(fields, "then") or "", self._target(fields, "else") or ""
        )

    def _choose(self, step_id: str, line: int, fields: Fields) -> Iterable[When]:
        fields.need("to")
        ways = fields.fields("to")
        name = fields.text("choose")
        targets = {} if ways is None else {key: self._target(ways, key) or "" for key in ways.table.entries}
        otherwise = self._target(fields, "else")
        if name is None or ways is None or not check_choices(name, self._vars, ways, fields):
            return (When(step_id, line, conditions.IsSet(""), "", ""),)
        return chain(step_id, line, name, targets, otherwise)

    def _do(self, step_id: str, line: int, fields: Fields, following: str | None) -> Do:
        action = fields.text("do") or ""
        spec = self._actions.get(action)
        if spec is None:
            fields.fault("do", f'there is no action "{action}"{guess(action, self._actions)}')
        arguments = self._operands(fields.fields("with"))
        into = self._names(fields.fields("into"))
        if spec is not None:
            check_arguments(spec, arguments, self._vars, fields)
            check_results(spec, into, self._vars, fields)
            if spec.failures and "on_error" not in fields:
                reasons = ", ".join(spec.failures)
                fields.fault("do", f'"{action}" can fail ({reasons}) — add "on_error: {{then: …}}"')
        return Do(
            id=step_id,
            line=line,
            action=action,
            arguments=arguments,
            into=into,
            next=self._next(step_id, fields, following),
            on_error=self._on_error(fields.fields("on_error")),
            effects=spec is None or spec.effects,
        )

    def _on_error(self, fields: Fields | None) -> OnError | None:
        if fields is None:
            return None
        fields.allow(("then", "retry"), "on_error")
        if not fields.need("then"):
            return None
        return OnError(self._target(fields, "then") or "", fields.whole("retry", 0, MAX_RETRIES) or 0)

    def _call(self, step_id: str, line: int, fields: Fields, following: str | None) -> Call:
        return Call(
            id=step_id,
            line=line,
            flow=fields.name("call") or "",
            inputs=self._operands(fields.fields("with")),
            into=self._names(fields.fields("into")),
            next=self._next(step_id, fields, following),
        )

    def _handoff(self, step_id: str, line: int, fields: Fields) -> Handoff:
        fields.need("priority")
        target = fields.one_of("handoff", TARGETS, TARGETS[0])
        return Handoff(step_id, line, target, fields.one_of("priority", PRIORITIES, "amber"))

    def _operands(self, fields: Fields | None) -> dict[str, Operand]:
        """`with:` — a variable's name, a number, true or false, or words quoted twice: "'like this'"."""
        found: dict[str, Operand] = {}
        for key, node in fields.table.entries.items() if fields is not None else ():
            assert fields is not None
            if not isinstance(node, Scalar) or node.value is None:
                fields.fault(key, f'"{key}" needs a variable or a value')
            elif not isinstance(node.value, str):
                found[key] = Constant(node.value)
            elif node.value[:1] == node.value[-1:] == "'" and len(node.value) > 1:
                found[key] = Constant(node.value[1:-1])
            else:
                found[key] = Variable(node.value)
                self._declared(key, node.value, fields)
        return found

    def _names(self, fields: Fields | None) -> dict[str, str]:
        """`into:` — variable here: result there."""
        found: dict[str, str] = {}
        for key in fields.table.entries if fields is not None else ():
            assert fields is not None
            self._declared(key, key, fields)
            found[key] = fields.text(key) or ""
        return found

    def _declared(self, key: str, name: str, fields: Fields) -> None:
        if name not in self._vars:
            fields.fault(key, f'variable "{name}" not declared{guess(name, self._vars)}')
