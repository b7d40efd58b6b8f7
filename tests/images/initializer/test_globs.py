from dataclasses import dataclass

import pytest

from gitune_initializer import globs


@dataclass(frozen=True)
class File:
    path: str


@pytest.mark.parametrize(
    ("pattern", "matches", "differs"),
    [
        ("config.json", ["config.json"], ["a/config.json", "configXjson", "config.json.bak"]),
        ("*.json", ["config.json", ".json"], ["a/config.json"]),
        ("data/*.parquet", ["data/a.parquet"], ["data/b/a.parquet", "a.parquet"]),
        ("data/**", ["data/a", "data/b/c"], ["data", "database/a"]),
        ("**/*.json", ["a.json", "b/a.json", "c/b/a.json"], ["a.jsonl"]),
        ("**", ["a", "b/a"], []),
        ("model-0000?-of-2.bin", ["model-00001-of-2.bin"], ["model-0000/-of-2.bin", "model-00011-of-2.bin"]),
        ("model[0-9].bin", ["model7.bin"], ["modelx.bin", "model10.bin"]),
        ("model[!0-9].bin", ["modelx.bin", "model^.bin"], ["model7.bin", "model/.bin"]),
        ("a[]^]b", ["a]b", "a^b"], ["axb"]),
        ("a[b", ["a[b"], ["ab"]),
        ("a+(b)$.txt", ["a+(b)$.txt"], ["aab.txt"]),
        ("train (1).json", ["train (1).json"], ["train.json"]),
    ],
)
def test_a_pattern_matches_whole_paths(pattern: str, matches: list[str], differs: list[str]) -> None:
    glob = globs.translate(pattern)
    assert [path for path in matches if not glob.fullmatch(path)] == []
    assert [path for path in differs if glob.fullmatch(path)] == []


def test_selection_keeps_order_and_names_what_matches_nothing() -> None:
    files = [File("b.json"), File("a.json"), File("c.txt")]
    wanted, unmatched = globs.select(files, ["a.*", "*.json", "*.bin", "d"])
    assert wanted == [File("b.json"), File("a.json")]
    assert unmatched == ["*.bin", "d"]


def test_no_pattern_wants_everything() -> None:
    assert globs.select([File("b"), File("a/c")], []) == ([File("b"), File("a/c")], [])


@pytest.mark.parametrize("pattern", ["", "/a", "a/", "../a", "a/../b", "./a", "a\\b", "a\nb", "[z-a]", "x" * 300])
def test_a_pattern_that_cannot_be_used_is_explained(pattern: str) -> None:
    assert globs.problem(pattern)


@pytest.mark.parametrize("pattern", ["*.json", "data/**", "**/x", "a b.txt", "größe.json", "..a/b.."])
def test_a_pattern_that_can_be_used(pattern: str) -> None:
    assert globs.problem(pattern) is None
