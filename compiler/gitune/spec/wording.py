"""The message, the code and the hint for each type of validation error."""

from __future__ import annotations

from collections.abc import Callable

from gitune.diagnostics.model import At, Finding
from gitune.spec.forms import form_of
from gitune.spec.hints import hint_for_form, hint_for_value
from gitune.spec.problem import Problem
from gitune.spec.words import described, expected, flow, quoted

MISSING = "missing"
UNKNOWN = "extra_forbidden"


def finding_of(problem: Problem, hint: str | None = None) -> Finding:
    """A finding for a problem; `hint` replaces the one that the problem's type gives."""
    if problem.value is None and problem.type not in {MISSING, UNKNOWN}:
        return _no_value(problem)
    found = _WORDING.get(problem.type, _wrong_value)(problem)
    return found if hint is None else _finding(problem, found.code, found.message, hint, found.at)


def is_specific(problem: Problem) -> bool:
    """Whether the value has the right type, and something else is wrong with it."""
    return problem.type in _WORDING and problem.type != "literal_error"


def _finding(problem: Problem, code: str, message: str, hint: str | None = None, at: At = "value") -> Finding:
    return Finding(code, message, problem.place.path, "key" if problem.place.is_key else at, hint)


def _unknown(problem: Problem) -> Finding:
    return _finding(problem, "GT101", f"unknown field {quoted(problem.place.name)}{problem.within}", at="key")


def _missing(problem: Problem) -> Finding:
    message = f"`{problem.place.name}` is missing{problem.within}"
    example = _example(problem)
    name = problem.place.name
    hint = f"add `{name}: {example}`" if example else f"add `{name}`: {expected(problem.place.shape)}"
    return Finding("GT102", message, problem.place.path[:-1], "key", hint)


def _example(problem: Problem) -> str | None:
    model = problem.place.parent.model if problem.place.parent else None
    fields = model.model_fields.values() if model else ()
    info = next((info for info in fields if info.alias == problem.place.name), None)
    return flow(info.examples[0]) if info and info.examples else None


def _no_value(problem: Problem) -> Finding:
    message = f"{problem.name} has no value; it takes {expected(problem.place.shape)}"
    hint = None if _is_required(problem) else "remove the line to get the default"
    return _finding(problem, "GT103", message, hint, "key")


def _is_required(problem: Problem) -> bool:
    model = problem.place.parent.model if problem.place.parent else None
    fields = model.model_fields.values() if model else ()
    return next((info.is_required() for info in fields if info.alias == problem.place.name), True)


def _wrong_value(problem: Problem) -> Finding:
    shape, value = problem.place.shape, problem.value
    is_choice = isinstance(value, str) and any(branch.values for branch in shape.branches())
    hint = hint_for_value(shape, value) or _mapping_hint(problem)
    if not is_choice or (hint and hint.startswith("drop")):
        return _finding(problem, "GT103", f"{problem.name} takes {expected(shape)}, not {described(value)}", hint)
    return _finding(problem, "GT104", f"{problem.name} takes {expected(shape)}, not {quoted(value)}", hint)


def _mapping_hint(problem: Problem) -> str | None:
    """An example where a mapping is meant and something else stands."""
    wants = any(branch.kind == "mapping" for branch in problem.place.shape.branches())
    example = _example(problem) if wants and not isinstance(problem.value, dict) else None
    return f"write `{problem.place.name}: {example}`" if example else None


def _bound(problem: Problem) -> Finding:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    bound, limit = next((words[key], limit) for key, limit in problem.context.items() if key in words)
    limit = int(limit) if float(limit).is_integer() else limit
    return _finding(problem, "GT105", f"{problem.name} must be {bound} {limit}, and is {problem.value}")


def _text_length(problem: Problem) -> Finding:
    value = problem.place.name if problem.place.is_key else problem.value
    length = len(value)
    if length == 0:
        return _finding(problem, "GT106", f"{problem.name} is empty")
    limit = problem.context.get("max_length", problem.context.get("min_length"))
    side = "at most" if "max_length" in problem.context else "at least"
    return _finding(problem, "GT106", f"{problem.name} has {length} characters; {side} {limit} are allowed")


def _list_length(problem: Problem) -> Finding:
    length = len(problem.value)
    side, limit = next((s, problem.context[k]) for k, s in _SIDES.items() if k in problem.context)
    items = "item" if limit == 1 else "items"
    return _finding(problem, "GT106", f"{problem.name} must have {side} {limit} {items}, and has {length or 'none'}")


_SIDES = {"max_length": "at most", "min_length": "at least"}


def _pattern(problem: Problem) -> Finding:
    hint = f"it takes {form_of(problem.context['pattern'])}"
    if problem.place.is_key:
        return _finding(problem, "GT106", f"{quoted(problem.place.name)} is not a valid key{problem.within}", hint)
    return _finding(problem, "GT106", f"{quoted(problem.value)} does not have the form of {problem.name}", hint)


def _own_error(problem: Problem) -> Finding:
    """Errors of our own validators: their text continues the value, as in `not a quantity`."""
    error = str(problem.context["error"])
    text = str(problem.value)
    return _finding(problem, "GT106", f"{quoted(text)} for {problem.name} is {error}", hint_for_form(error, text))


_WORDING: dict[str, Callable[[Problem], Finding]] = {
    UNKNOWN: _unknown,
    MISSING: _missing,
    "greater_than": _bound,
    "greater_than_equal": _bound,
    "less_than": _bound,
    "less_than_equal": _bound,
    "string_too_short": _text_length,
    "string_too_long": _text_length,
    "too_short": _list_length,
    "too_long": _list_length,
    "string_pattern_mismatch": _pattern,
    "value_error": _own_error,
    "literal_error": _wrong_value,
}
"""What is not here is a wrong type."""
