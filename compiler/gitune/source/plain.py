"""Plain data from YAML of our own: catalog files and manifests, where a mistake is an error of whoever wrote them."""

from __future__ import annotations

from gitune.diagnostics.model import Diagnostic
from gitune.source.node import Data
from gitune.source.read import read


class SourceError(ValueError):
    """A YAML file cannot be read. The message says where and why, in one line."""


def load_plain(text: str, file: str) -> Data:
    """The data of one YAML document; `file` names it in errors.

    Raises:
        SourceError: anything that a spec may not do either.
    """
    result = read(text.encode("utf-8", "surrogatepass"), file)
    if result.diagnostics or result.document is None:
        raise SourceError("; ".join(_line(diagnostic, file) for diagnostic in result.diagnostics))
    return result.document.data


def _line(diagnostic: Diagnostic, file: str) -> str:
    place = f":{diagnostic.span.line}:{diagnostic.span.column}" if diagnostic.span else ""
    return f"{file}{place}: {diagnostic.code} {diagnostic.message}"
