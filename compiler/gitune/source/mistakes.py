"""The mistakes that people make in YAML, told from a parser's error and the lines around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from gitune.diagnostics.model import Related, Span
from gitune.source.spans import Spans

_CONFLICT = re.compile(r"(<<<<<<<|=======|>>>>>>>)(\s|$)")
_COLON = re.compile(r":(\s|$)")
_TIGHT_COLON = re.compile(r"^\s*[\w.-]+(:)[^\s/]")
_QUOTE_HINT = "put the whole value in quotes"


class ParserError(NamedTuple):
    """A parser's error, taken apart. Lines and columns count from 0; `opened` is where the construct began."""

    problem: str
    line: int
    column: int
    opened: tuple[int, int] | None
    spans: Spans

    @property
    def here(self) -> Span:
        """One character at the problem."""
        return self.spans.at(self.line, self.column)

    @property
    def text(self) -> str:
        """The line of the problem."""
        return self.spans.line(self.line)

    @property
    def character(self) -> str:
        """The character at the problem; empty at the end of a line."""
        return self.text[self.column : self.column + 1]

    @property
    def starts_line(self) -> bool:
        """Whether nothing stands before the problem in its line."""
        return not self.text[: self.column].strip()

    @property
    def opening(self) -> Span:
        """One character where the construct began."""
        return self.spans.at(*self.opened) if self.opened else self.here

    def rest(self) -> Span:
        """From the problem to the end of its line."""
        return self.spans.at(self.line, self.column, max(len(self.text.rstrip()) - self.column, 1))

    def whole(self, number: int) -> Span:
        """A line without its indentation."""
        text = self.spans.line(number)
        indent = len(text) - len(text.lstrip())
        return self.spans.at(number, indent, max(len(text.strip()), 1))

    def above(self) -> int | None:
        """The number of the nearest line above that is neither empty nor a comment."""
        for number in range(self.line - 1, -1, -1):
            if (text := self.spans.line(number).strip()) and not text.startswith("#"):
                return number
        return None


class Meaning(NamedTuple):
    """What an error means: a diagnostic before it has a severity."""

    message: str
    span: Span
    hint: str | None = None
    related: tuple[Related, ...] = ()
    code: str = "GT004"


def unknown(error: ParserError) -> Meaning:
    """Whatever no other function tells apart."""
    return Meaning("this is not well-formed YAML", error.here)


def merge_conflict(error: ParserError) -> Meaning | None:
    """The marks that Git leaves in a file."""
    for number, text in enumerate(error.spans.lines):
        if _CONFLICT.match(text):
            return Meaning("a merge conflict is not resolved", error.whole(number), "resolve it and remove the marks")
    return None


def tab(error: ParserError) -> Meaning | None:
    """A tab, or a space of another kind, in the indentation or where a space has to stand."""
    indent = error.text[: len(error.text) - len(error.text.lstrip())]
    if "\t" in indent and error.column <= len(indent):
        span = error.spans.at(error.line, indent.index("\t"), indent.count("\t"))
        return Meaning("a tab indents this line; YAML takes spaces only", span, "replace each tab with two spaces")
    if other := re.search(r"[^ \t]", indent):
        message = f"the invisible character U+{ord(other[0]):04X} indents this line; YAML takes spaces only"
        return Meaning(message, error.spans.at(error.line, other.start()), "replace it with a space")
    if error.character == "\t":
        return Meaning("a tab stands where YAML takes spaces only", error.here, "replace the tab with a space")
    return None


def reserved_character(error: ParserError) -> Meaning:
    """`@`, `%` or a backtick at the start of text."""
    shown = "a backtick" if error.character == "`" else f"`{error.character}`"
    return Meaning(f"text cannot start with {shown}", error.rest(), _QUOTE_HINT)


def no_key_here(error: ParserError) -> Meaning:
    """A colon where no key can be: text with a colon, a broken line above, or a wrong indentation."""
    if error.character == "?":
        return reserved_character(error)
    if _COLON.search(error.text[: error.column]) or error.text[: error.column].rstrip().endswith(('"', "'")):
        return Meaning("text with `: ` in it needs quotes", error.here, _QUOTE_HINT)
    above = error.above()
    if above is None:
        return Meaning("a key cannot stand here", error.here)
    return _broken_line(error, above) or _too_far_in(error, above)


def _broken_line(error: ParserError, number: int) -> Meaning | None:
    text = error.spans.line(number)
    if _COLON.search(text) or text.lstrip().startswith("-"):
        return None
    if tight := _TIGHT_COLON.match(text):
        span = error.spans.at(number, tight.start(1))
        return Meaning("a space is missing after this `:`", span, "write `key: value`")
    return Meaning("this line is no `key: value`", error.whole(number), "put a `:` and a space after the key")


def _too_far_in(error: ParserError, above: int) -> Meaning:
    related = (Related(error.whole(above), "the line above"),)
    message = "this line is indented deeper than the one above, which already has a value"
    return Meaning(message, error.whole(error.line), "align it with the key that it belongs beside", related)


def list_beside_key(error: ParserError) -> Meaning:
    """`key: - item`."""
    hint = "put each item on its own line below the key, or write `[a, b]`"
    return Meaning("a list with `- ` cannot start on the line of its key", error.here, hint)


def open_quote(error: ParserError) -> Meaning:
    """A quote without its partner."""
    quote = error.spans.line(error.opening.line - 1)[error.opening.column - 1 : error.opening.column]
    return Meaning(f"the quote `{quote}` that opens here is never closed", error.opening, f"close it with `{quote}`")


def bad_escape(error: ParserError) -> Meaning:
    """A backslash in double quotes that is no escape."""
    start = error.text.rfind("\\", 0, error.column + 1)
    column = start if start >= 0 else error.column
    if "Unicode" in error.problem:
        message = "this escape is half a character of UTF-16"
        return Meaning(message, error.spans.at(error.line, column, 6), "write the character itself")
    escape = error.text[column : column + 2]
    if "hex" in error.problem:
        return Meaning(f"`{escape}` needs hexadecimal digits behind it", error.spans.at(error.line, column, 2))
    message = f"`{escape}` is not an escape of YAML"
    return Meaning(message, error.spans.at(error.line, column, 2), "write `\\\\` for a backslash, or use single quotes")


def open_bracket(error: ParserError) -> Meaning:
    """A list or mapping in brackets that does not end, or lacks a comma."""
    opening, closing = ("[", "]") if "sequence" in error.problem else ("{", "}")
    at_end = not "".join([error.text[error.column :], *error.spans.lines[error.line + 1 :]]).strip()
    next_line = error.character == ":" and error.opened is not None and error.line > error.opened[0]
    if at_end or next_line:
        return Meaning(f"the `{opening}` that opens here is never closed", error.opening, f"close it with `{closing}`")
    related = (Related(error.opening, "opened here"),)
    return Meaning(f"a `,` or `{closing}` is missing before this", error.here, None, related)


def colon_in_brackets(error: ParserError) -> Meaning:
    """`[http://x]` and `{a:1}`, which YAML takes apart differently in every parser."""
    hint = "put the text in quotes; where it is a key, write a space after the `:`"
    return Meaning("text with `:` in it needs quotes inside `[ ]` and `{ }`", error.here, hint)


def no_colon(error: ParserError) -> Meaning:
    """A line in a mapping without a colon."""
    line = error.opened[0] if error.opened else error.line
    hint = "put a `:` and a space after the key; text below `key: |` must be indented deeper than the key"
    return Meaning("this line is no `key: value`", error.whole(line), hint)


def block_header(error: ParserError) -> Meaning:
    """Text right behind `|` or `>`."""
    return Meaning(
        "after `|` or `>` the text starts on the next line", error.rest(), "move the text down and indent it"
    )


def star_or_ampersand(error: ParserError) -> Meaning:
    """Text that starts with a star or an ampersand."""
    line, column = error.opened or (error.line, error.column)
    character = error.spans.line(line)[column : column + 1]
    return Meaning(f"`{character}` at the start of text begins an alias or an anchor", error.opening, _QUOTE_HINT)


def directive(error: ParserError) -> Meaning:
    """A line that starts with `%`, other than `%YAML 1.2`."""
    message = "gitune reads YAML 1.2 without other directives"
    return Meaning(message, error.whole(error.line), "remove the `%` line", code="GT016")


def bad_tag(error: ParserError) -> Meaning:
    """A tag that even a parser does not take."""
    hint = "remove the tag, or put text that starts with `!` in quotes"
    return Meaning("`!` begins a YAML tag, and this one is not supported", error.opening, hint, code="GT011")


def after_document(error: ParserError) -> Meaning:
    """A line further out than the first one."""
    if error.column > 0 and error.starts_line:
        return _no_such_indentation(error)
    return Meaning("there is text after the end of the document", error.rest(), "remove it, or the line above it")


def stray_character(error: ParserError) -> Meaning:
    """A comma or a closing bracket without an opening one; or the file ends behind a bracket that opens."""
    if not error.character:
        return _opened_last(error)
    return Meaning(f"`{error.character}` cannot stand here", error.here, "put text that starts with it in quotes")


def _opened_last(error: ParserError) -> Meaning:
    """Only white space and comments may stand between the bracket and the end."""
    for number in range(error.line, -1, -1):
        text = error.spans.line(number).partition(" #")[0].rstrip()
        if text.endswith(("[", "{")):
            closing = "]" if text.endswith("[") else "}"
            message = f"the `{text[-1]}` that opens here is never closed"
            return Meaning(message, error.spans.at(number, len(text) - 1), f"close it with `{closing}`")
    return Meaning("the file ends where a value should stand", error.here)


def misfit(error: ParserError) -> Meaning:
    """A line or a word that continues nothing above."""
    if not error.starts_line:
        return _text_after_value(error)
    if error.character == ":":
        return Meaning("the key before this `:` is missing", error.here)
    if error.opened is not None and error.opened[1] == error.column:
        if "collection" in error.problem:
            hint = "start it with `- `, or indent it below the item that it belongs to"
            return Meaning("a key stands where a list goes on", error.whole(error.line), hint)
        if error.character == "-":
            hint = "indent the list deeper, below a key without a value"
            return Meaning("a list item stands among the keys of a mapping", error.whole(error.line), hint)
    return _no_such_indentation(error)


def _text_after_value(error: ParserError) -> Meaning:
    before = error.text[: error.column].rstrip()
    message = "there is text after the end of the value"
    if before.endswith("}}"):
        return Meaning(message, error.rest(), "gitune reads no templates; write the value itself")
    if before.endswith("'"):
        return Meaning(message, error.rest(), "inside '...' write a quote twice, or use double quotes")
    return Meaning(message, error.rest(), _QUOTE_HINT)


def _no_such_indentation(error: ParserError) -> Meaning:
    message = "the indentation of this line fits none of the lines above"
    return Meaning(message, error.whole(error.line), "align it with the key that it belongs beside")
