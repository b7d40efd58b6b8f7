"""Names of images, histograms, texts of rows, model facts, and asking once."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gitune.lock.facts import ModelFacts
from gitune.plan.reading import counted
from gitune.resolve.docker_config import credentials_for
from gitune.resolve.failures import Failure, brief
from gitune.resolve.image_names import parse_image
from gitune.resolve.model_facts import facts_of
from gitune.resolve.once import Once
from gitune.resolve.row_texts import text_of
from gitune.resolve.tokens import BARS, histogram
from support.specs import made


@pytest.mark.parametrize(
    ("image", "base", "repository", "reference"),
    [
        ("registry.example.com/a/b:1.0", "https://registry.example.com", "a/b", "1.0"),
        ("registry.example.com:5000/b", "https://registry.example.com:5000", "b", "latest"),
        ("127.0.0.1:5000/b:x", "http://127.0.0.1:5000", "b", "x"),
        ("localhost/b", "http://localhost", "b", "latest"),
        ("registry.example.com/b:1@sha256:" + "0" * 64, "https://registry.example.com", "b", "sha256:" + "0" * 64),
    ],
)
def test_images_names_are_taken_apart(image: str, base: str, repository: str, reference: str) -> None:
    name = parse_image(image)
    assert (name.base, name.repository, name.reference) == (base, repository, reference)


@pytest.mark.parametrize("image", ["trainer", "trainer:1", "team/trainer:1"])
def test_an_image_without_a_registry_is_refused(image: str) -> None:
    with pytest.raises(Failure) as caught:
        parse_image(image)
    assert caught.value.remark.code == "GT449"


def test_only_plain_names_of_this_machine_go_without_encryption() -> None:
    assert parse_image("localhost.example.com/b").base.startswith("https://")
    assert parse_image("127.0.0.1.example.com/b").base.startswith("https://")


def test_a_histogram_is_exact_at_its_edges() -> None:
    lengths = [0, 16, 17, 32, 256, 257, 200_000]
    tokens = histogram(lengths, "text")
    assert [(bar.up_to, bar.rows) for bar in tokens.histogram] == [(16, 2), (32, 2), (256, 1), (384, 1), (200_000, 1)]
    assert (tokens.sample, tokens.longest) == (7, 200_000)
    for edge in BARS:
        assert tokens.share_over(edge) == sum(length > edge for length in lengths) / len(lengths)


@pytest.mark.parametrize(
    ("dataset", "row", "text", "words"),
    [
        ({"kind": "text"}, {"text": "a"}, "a", "text: text"),
        ({"kind": "instruct"}, {"input": "a", "output": "b"}, "a\nb", "instruct: input, output"),
        (
            {"kind": "instruct", "systemPrompt": "s", "columns": {"input": "q"}},
            {"q": "a", "output": "b"},
            "s\na\nb",
            "instruct: q, output, system prompt of 1 characters",
        ),
        (
            {"kind": "chat"},
            {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]},
            "a\nb",
            "chat: messages",
        ),
        (
            {"kind": "chat", "conversationStyle": "sharegpt"},
            {"conversations": [{"from": "human", "value": "a"}]},
            "a",
            "chat: conversations",
        ),
        ({"kind": "instruct"}, {"input": "a"}, None, "instruct: input, output"),
        ({"kind": "chat"}, {"messages": "no list"}, None, "chat: messages"),
    ],
)
def test_the_text_of_a_row(dataset: dict[str, object], row: dict[str, object], text: str | None, words: str) -> None:
    plan = made(dataset=dataset).dataset
    assert text_of(plan)(row) == text
    assert counted(plan) == words


def test_facts_of_a_config() -> None:
    config = {"model_type": "x", "num_hidden_layers": 2, "vocab_size": True, "text_config": {"hidden_size": 8}}
    expected = ModelFacts.model_validate({"modelType": "x", "layers": 2, "hiddenSize": 8})
    assert facts_of(json.dumps(config).encode(), "config.json") == expected
    for data in (b"[]", b"{", b"\xff"):
        with pytest.raises(Failure):
            facts_of(data, "config.json")


def test_many_ask_and_one_works() -> None:
    once, runs = Once(), list[int]()

    def work() -> int:
        runs.append(threading.get_ident())
        time.sleep(0.05)
        return 7

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(lambda _: once.get("key", work), range(20))) == {7}
    assert len(runs) == 1


def test_what_failed_once_fails_for_all() -> None:
    once = Once()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            once.get("key", lambda: 1 // 0)


def test_addresses_and_tokens_are_not_repeated() -> None:
    assert brief(ValueError("GET https://x/?X-Amz-Signature=abc")) == "ValueError"
    assert "hf_abcdefghijklmnop" not in brief(ValueError("token hf_abcdefghijklmnop is bad"))


@pytest.mark.parametrize("name", ["registry.example.com", "https://registry.example.com/v1/"])
def test_accounts_of_dockers_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    assert credentials_for("registry.example.com") is None
    file = tmp_path / "config.json"
    file.write_text(json.dumps({"auths": {name: {"auth": "YTpi"}, "other.example.com": {}}}))
    found = credentials_for("registry.example.com")
    assert found is not None
    assert (found.user, found.password) == ("a", "b")
    assert "b" not in repr(found).removeprefix("Credentials")
    assert credentials_for("other.example.com") is None
    file.write_text("{")
    assert credentials_for("registry.example.com") is None
