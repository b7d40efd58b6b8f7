"""How a person spells claims and secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.local.jobs import typed
from gitune.local.merge import merge
from gitune.local.options import SecretKey, parse_claim, parse_secret
from gitune.local.refusal import Refused
from gitune.local.secrets import read_secrets


def test_a_claim(tmp_path: Path) -> None:
    assert parse_claim(f"files={tmp_path}") == ("files", tmp_path)


@pytest.mark.parametrize("text", ["files", "=x", "files=", "files=/no/such/folder"])
def test_no_claim(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is for people
        parse_claim(text)


@pytest.mark.parametrize("place", ["@/run/token", "env:HF_TOKEN"])
def test_a_secret(place: str) -> None:
    assert parse_secret(f"hub/token={place}") == (SecretKey("hub", "token"), place)


@pytest.mark.parametrize("text", ["hub=@x", "hub/token", "hub/token=", "hub/token=@", "hub/token=env:", "/t=@x"])
def test_no_secret(text: str) -> None:
    with pytest.raises(ValueError, match="NAME/KEY"):
        parse_secret(text)


def test_a_secret_on_the_command_line_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match="never its value") as caught:
        parse_secret("hub/token=hf_verysecret")
    assert "hf_verysecret" not in str(caught.value)


def test_places_that_hold_nothing(trainjob: dict[str, object], runtime: dict[str, object], tmp_path: Path) -> None:
    jobset = typed(merge(trainjob, runtime), "run", "team-a", None)
    given = {SecretKey("a", "k"): "env:NOT_SET", SecretKey("b", "k"): f"@{tmp_path / 'missing'}"}
    with pytest.raises(Refused) as caught:
        read_secrets(jobset, given, {})
    assert [d.code for d in caught.value.diagnostics] == ["GT605", "GT605"]


def test_the_repr_of_secrets_shows_none(trainjob: dict[str, object], runtime: dict[str, object]) -> None:
    jobset = typed(merge(trainjob, runtime), "run", "team-a", None)
    secrets = read_secrets(jobset, {SecretKey("a", "k"): "env:T"}, {"T": "verysecret"})
    assert secrets.of("a") == {"k": "verysecret"}
    assert "verysecret" not in repr(secrets)
