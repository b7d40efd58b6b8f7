"""CODEOWNERS as GitHub reads it: its documentation's own examples, its differences from .gitignore, another reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from codeowners import CodeOwners as Other
from hypothesis import given
from hypothesis import strategies as st

from gitune.listing.owners import MAX_BYTES, code_owners, parse_owners

DOCUMENTED = """\
# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat
/apps/github
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README", ("@global-owner1", "@global-owner2")),
        ("a/b.js", ("@js-owner",)),
        ("x.go", ("docs@example.com",)),
        ("deep/er/y.txt", ("@octo-org/octocats",)),
        ("build/logs/a/b", ("@octocat",)),
        ("docs/a.md", ("@doctocat",)),
        ("sub/apps/x", ("@octocat",)),
        ("scripts/a.js", ("@doctocat", "@octocat")),
        ("deep/logs/x", ("@octocat",)),
        ("apps/github", ()),
        ("apps/github/x", ()),
        ("apps/githubs", ("@octocat",)),
    ],
)
def test_githubs_own_example(path: str, owners: tuple[str, ...]) -> None:
    assert parse_owners(DOCUMENTED).of(path) == owners


@pytest.mark.parametrize(
    ("pattern", "matching", "not_matching"),
    [
        ("docs/*", "docs/a.md", "docs/more/a.md"),
        ("docs/*", "docs/a.md", "x/docs/a.md"),
        ("docs/", "x/docs/a/b", "docs"),
        ("docs", "x/docs/a", "mydocs/a"),
        ("/docs/**", "docs/a/b", "docs"),
        ("a/**/b", "a/b", "x/a/b"),
        ("a/**/b", "a/x/y/b/c", "a/xb"),
        ("**/finetune.yaml", "finetune.yaml", "xfinetune.yaml"),
        ("*.finetune.yaml", "a/b.finetune.yaml", "a/b.finetune.yml"),
        ("s?ecs/", "specs/a", "spppecs/a"),
        ("/a*c", "abbc/d", "ab/c"),
        (r"with\ space/", "with space/a", "with/space/a"),
        ("a.c", "a.c", "abc"),
        ("a**b", "axb", "a/b"),
        ("Specs/", "Specs/a", "specs/a"),
    ],
)
def test_patterns(pattern: str, matching: str, not_matching: str) -> None:
    owners = parse_owners(f"{pattern} @us")
    assert owners.of(matching) == ("@us",)
    assert owners.of(not_matching) == ()


@pytest.mark.parametrize(
    "line",
    ["!a @us", "[ab] @us", r"\#a @us", "a us", "a @us nobody", "[Section]", "^[Section][2] @us", "a***b @us", "/ @us"],
)
def test_lines_that_are_none_count_for_nothing(line: str) -> None:
    assert parse_owners(f"* @all\n{line}").rules == parse_owners("* @all").rules


def test_the_first_place_counts(tmp_path: Path) -> None:
    assert code_owners(tmp_path).of("a") == ()
    for folder, owner in (("docs", "@docs"), (".", "@root"), (".github", "@github")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "CODEOWNERS").write_text(f"* {owner}\n")
        assert code_owners(tmp_path).of("a") == (owner,)


def test_a_file_that_github_does_not_load_owns_nothing(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_bytes(b"* @us\n" + b"#" * MAX_BYTES)
    assert code_owners(tmp_path).of("a") == ()


def test_bytes_that_are_no_text_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "CODEOWNERS").write_bytes(b"\xff\xfe @them\n* @us\n")
    assert code_owners(tmp_path).of("a") == ("@us",)


PARTS = st.sampled_from(["a", "b", "ab", "a.b"])
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
WILD = st.sampled_from(["a", "b", "ab", "*", "a*", "*b", "?", "**", "a.b"])


@given(st.booleans(), st.lists(WILD, min_size=1, max_size=4), st.booleans(), PATHS)
def test_another_reader_agrees(rooted: bool, parts: list[str], folder: bool, path: str) -> None:
    pattern = f"{'/' if rooted else ''}{'/'.join(parts)}{'/' if folder else ''}"
    theirs = tuple(owner for _, owner in Other(f"{pattern} @us").of(path))
    assert parse_owners(f"{pattern} @us").of(path) == theirs, (pattern, path)
