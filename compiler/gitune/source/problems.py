"""What the composer can find wrong, worded. One function per problem; none of them knows how it was found."""

from __future__ import annotations

from gitune.diagnostics.codes import severity_of
from gitune.diagnostics.model import Diagnostic, Related, Span
from gitune.source.limits import MAX_DEPTH, MAX_EXPANSION, MAX_INTEGER, Limits

_PREFIX = "tag:yaml.org,2002:"


def directive(span: Span) -> Diagnostic:
    """A line that starts with `%`, other than `%YAML 1.2`."""
    return _error("GT016", "gitune reads YAML 1.2 without other directives", span, "remove the `%` line")


def second_document(span: Span) -> Diagnostic:
    """A `---` after the first document."""
    return _error(
        "GT008", "a second document starts here; a file holds one", span, "remove the `---`, or use one file each"
    )


def empty(span: Span) -> Diagnostic:
    """Nothing but white space and comments."""
    return _error("GT009", "the file holds nothing but white space and comments", span, None)


def too_deep(span: Span) -> Diagnostic:
    """Collections inside each other beyond the limit."""
    return _error("GT006", f"values are nested more than {MAX_DEPTH} deep here", span, None)


def too_many(limits: Limits, span: Span) -> Diagnostic:
    """More values than anybody writes."""
    return _error("GT003", f"the file holds more than {limits.values:,} values", span, limits.hint)


def alias_too_large(name: str, span: Span) -> Diagnostic:
    """Aliases that make a small file huge."""
    message = f"with `*{name}`, aliases repeat more than {MAX_EXPANSION:,} values"
    return _error("GT007", message, span, "write what is meant without aliases")


def alias_of_itself(name: str, span: Span) -> Diagnostic:
    """An alias inside the value that it names."""
    return _error("GT007", f"`*{name}` stands inside the value that `&{name}` names, so it has no end", span, None)


def unknown_alias(name: str, span: Span) -> Diagnostic:
    """An alias without an anchor above it; mostly text that happens to start with a star."""
    message = f"`*{name}` refers to an anchor, and no `&{name}` stands above it"
    return _error("GT004", message, span, "put text that starts with `*` in quotes")


def unsupported_tag(tag: str, span: Span) -> Diagnostic:
    """Any tag except `!!str`."""
    shown = f"!!{tag.removeprefix(_PREFIX)}" if tag.startswith(_PREFIX) else tag
    hint = "remove the tag; only `!!str` may stand in a spec, and quotes do the same"
    return _error("GT011", f"the YAML tag `{shown}` is not supported", span, hint)


def surrogate(span: Span) -> Diagnostic:
    """Half of a UTF-16 pair, which no UTF-8 file can hold."""
    return _error("GT004", "this text holds half a character of UTF-16", span, "write the character itself")


def unusable_number(code: str, message: str, span: Span) -> Diagnostic:
    """A number without a finite value of 64 bits."""
    hints = {"GT010": "write a finite number", "GT015": f"the largest is {MAX_INTEGER}; put an identifier in quotes"}
    return _error(code, message, span, hints[code])


def merge_key(span: Span) -> Diagnostic:
    """`<<`, which YAML 1.2 does not know."""
    hint = "write the keys out, or give a whole value an anchor and repeat it with an alias"
    return _error("GT017", "`<<` merges mappings in YAML 1.1 only; here it is not supported", span, hint)


def scalar_key(text: str, kind: str, span: Span) -> Diagnostic:
    """A key that reads as a number, true, false or null."""
    if not text:
        return _error("GT012", "the key before this `:` is missing", span, None)
    return _error("GT012", f"the key `{text}` reads as {kind}; keys are text", span, f'put it in quotes: "{text}"')


def collection_key(span: Span) -> Diagnostic:
    """A list or a mapping as a key."""
    return _error("GT012", "a list or a mapping cannot be a key; keys are text", span, "put the key in quotes")


def alias_key(name: str, span: Span) -> Diagnostic:
    """An alias as a key."""
    return _error("GT012", f"the alias `*{name}` cannot be a key; keys are text", span, "write the key out")


def template(span: Span) -> Diagnostic:
    """`{{ x }}`: a mapping as a key of a mapping for YAML, a template that nobody rendered for everybody else."""
    message = "`{{` opens a YAML mapping inside a mapping; gitune reads no templates"
    return _error("GT012", message, span, "write the value itself; if the braces are meant, put them in quotes")


def duplicate_key(key: str, span: Span, first: Span) -> Diagnostic:
    """The second of two equal keys."""
    diagnostic = _error("GT005", f"the key `{key}` stands twice in this mapping", span, "keep one of them")
    return diagnostic._replace(related=(Related(first, "first here"),))


def _error(code: str, message: str, span: Span, hint: str | None) -> Diagnostic:
    return Diagnostic(code, severity_of(code), message, span, hint=hint)
