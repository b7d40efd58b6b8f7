"""Who has to agree to a change of a file: CODEOWNERS, as GitHub reads it.

https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""The first that there is counts."""

MAX_BYTES = 3 * 1024 * 1024
"""GitHub does not load a larger file."""

_OWNER = re.compile(r"@[^\s/@]+(?:/[^\s/@]+)?|[^\s@]+@[^\s@]+")
_WORD = re.compile(r"(?:\\.|[^\s\\])+")
_TOKEN = re.compile(r"\\(?P<escaped>.)|(?:(?<=/)|^)(?P<folders>(?:\*\*/)+)|(?:(?<=/)|^)(?P<all>\*\*)$|(?P<stars>\*+)|.")


class Rule(NamedTuple):
    """One line: what it matches, and who owns that. Nobody, where it names nobody."""

    pattern: re.Pattern[str]
    owners: tuple[str, ...]


class CodeOwners(NamedTuple):
    """A file's rules."""

    rules: tuple[Rule, ...] = ()

    def of(self, path: str) -> tuple[str, ...]:
        """The owners of a file, by its path from the repository's root: the last rule that matches counts."""
        return next((rule.owners for rule in reversed(self.rules) if rule.pattern.search(path)), ())


def code_owners(root: Path) -> CodeOwners:
    """The repository's CODEOWNERS; no rules where there is no such file, or none that can be read."""
    for place in PLACES:
        file = root / place
        if file.is_file():
            try:
                data = file.read_bytes()
            except OSError:
                return CodeOwners()
            return parse_owners(data.decode(errors="replace")) if len(data) <= MAX_BYTES else CodeOwners()
    return CodeOwners()


def parse_owners(text: str) -> CodeOwners:
    """The rules of a file. A line that is not one, or names an owner that cannot be, counts for nothing."""
    return CodeOwners(tuple(_rules(text)))


def _rules(text: str) -> Iterator[Rule]:
    for line in text.splitlines():
        words = _words(line)
        if not words:
            continue
        pattern, *owners = words
        if _is_pattern(pattern) and all(_OWNER.fullmatch(owner) for owner in owners):
            yield Rule(_compiled(pattern), tuple(owners))


def _words(line: str) -> list[str]:
    """What stands between spaces; a `\\ ` is no space, and `#` before a word begins a comment."""
    words = _WORD.findall(line)
    comment = next((i for i, word in enumerate(words) if word.startswith("#")), len(words))
    return words[:comment]


def _is_pattern(pattern: str) -> bool:
    """Of .gitignore GitHub takes no negation, range or escaped `#`. `[` also begins a section of GitLab's."""
    return not pattern.startswith(("!", r"\#")) and not re.search(r"[\[\]]|\*{3}", pattern) and pattern.strip("/") != ""


def _compiled(pattern: str) -> re.Pattern[str]:
    anchored = "/" in pattern[:-1]
    if pattern.endswith("/"):
        end = "/"
    elif pattern.endswith("/*"):
        end = r"\Z"  # unlike .gitignore: what lies deeper is not meant
    else:
        end = r"(?:\Z|/)"
    start = r"\A" if anchored else r"(?:\A|/)"
    return re.compile(start + _TOKEN.sub(_translated, pattern.strip("/")) + end)


def _translated(token: re.Match[str]) -> str:
    if token["escaped"]:
        return re.escape(token["escaped"])
    if token["folders"]:
        return "(?:.*/)?"
    if token["all"]:
        return ".*"
    return "[^/]*" if token["stars"] else "[^/]" if token[0] == "?" else re.escape(token[0])
