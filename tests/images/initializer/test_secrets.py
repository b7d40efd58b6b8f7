"""Nothing secret is written, whatever happens. That the starts of all other tests leak nothing, `start.py` checks."""

import base64
import io
import json
import logging
import sys
import threading
from contextlib import redirect_stderr
from urllib.parse import quote

import pytest

from gitune_initializer import __main__ as entry
from gitune_initializer.request import Kind
from gitune_initializer.scrub import ScrubbedStream, Scrubber
from gitune_initializer.settings import Settings, from_environment
from images.hub import Cut, Hub, Repository, Status
from images.initializer.start import GOOD_TOKEN, SECRETS, Starter

TOKEN = "not-shaped-like-a-token/but=secret"
ENVIRONMENT = {"HF_TOKEN": f"{TOKEN}\n", "STORAGE_URI": "hf://org/m", "GITUNE_TARGET": "/workspace/m"}


@pytest.mark.parametrize(
    "text",
    [
        f"token {TOKEN}",
        f"https://host/?token={quote(TOKEN, safe='')}",
        "hf_AbCdEfGhIjKlMnOp",
        "Authorization: Bearer whatever-this-is",
        "http://user:password@proxy:3128/",
        "GET https://storage/x?X-Amz-Signature=abc123&Expires=9 failed",
        f"b'Bearer {TOKEN}\\n'",
    ],
)
def test_no_spelling_of_a_secret_is_left(text: str) -> None:
    scrubbed = Scrubber.of_environment(ENVIRONMENT)(text)
    assert "***" in scrubbed
    for secret in (TOKEN, quote(TOKEN, safe=""), "AbCdEfGh", "whatever", "password", "abc123"):
        assert secret not in scrubbed


@pytest.mark.parametrize("text", ["hf://org/m@abc", "https://host/org/m", "12 of 34 files, 5.0 MiB/s", "hf_hub"])
def test_what_is_no_secret_stays(text: str) -> None:
    assert Scrubber.of_environment(ENVIRONMENT)(text) == text


def test_a_secret_in_two_writes_is_seen() -> None:
    below = io.StringIO()
    stream = ScrubbedStream(below, Scrubber([TOKEN]))
    stream.write(f"a {TOKEN[:9]}")
    stream.write(f"{TOKEN[9:]} b\nrest")
    assert below.getvalue() == "a *** b\n"
    stream.drain()
    assert below.getvalue() == "a *** b\nrest\n"


def _leak(settings: Settings) -> None:
    """What a bug could do: log, warn, die in a thread, and raise with the token in the message and in the chain."""
    logging.getLogger("library").addHandler(logging.StreamHandler())
    logging.getLogger("library").error("sent %s", settings.token)
    thread = threading.Thread(target=lambda: sys.stderr.write(f"{settings.token}\n"))
    thread.start()
    thread.join()
    try:
        _ = ENVIRONMENT[str(settings.token)]
    except KeyError as error:
        raise RuntimeError(f"https://user:{settings.token}@host") from error


def test_a_bug_ends_with_a_scrubbed_traceback_and_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "fill", _leak)
    written = io.StringIO()
    with redirect_stderr(written):
        assert entry.main(["model"], dict(ENVIRONMENT)) == 1
    output = written.getvalue()
    assert TOKEN not in output
    assert "RuntimeError: https://***@host" in output
    assert "sent ***" in output
    assert output.splitlines()[-1].endswith("please report the lines above as a bug of gitune.")


KEY_LINES = ("bGluZSBvbmUgb2YgdGhl", "bGluZSB0d28gb2YgdGhl")
GOOGLE_KEY = json.dumps({"type": "service_account", "private_key": "\n".join(("-----BEGIN-----", *KEY_LINES, "---"))})
REGISTRY_PASSWORD = "password/of=the+registry"
DOCKER_CONFIG = json.dumps(
    {"auths": {"registry.example": {"auth": base64.b64encode(f"robot:{REGISTRY_PASSWORD}".encode()).decode()}}}
)
ACCESS = {
    "AWS_ACCESS_KEY_ID": "AKIDOFTHISTEST000002",
    "AWS_SECRET_ACCESS_KEY": "very/secret+key=of/this",
    "AWS_SESSION_TOKEN": "session//token==of+this",
    "GOOGLE_SERVICE_ACCOUNT_KEY": GOOGLE_KEY,
    "GITUNE_REGISTRY_CONFIG": DOCKER_CONFIG,
}
SECRET_PARTS = (
    *(ACCESS[name] for name in ACCESS if name.startswith("AWS_")),
    *KEY_LINES,
    REGISTRY_PASSWORD,
    base64.b64encode(f"robot:{REGISTRY_PASSWORD}".encode()).decode(),
)


@pytest.mark.parametrize("secret", SECRET_PARTS)
def test_keys_of_clouds_and_registries_are_hidden(secret: str) -> None:
    scrubbed = Scrubber.of_environment(ACCESS)(f"a {secret} b, quoted {quote(secret, safe='')} and service_account")
    assert secret not in scrubbed
    assert quote(secret, safe="") not in scrubbed
    assert scrubbed.endswith("and service_account")


@pytest.mark.parametrize(
    "source", ["hf://org/m", "hf://org/gone", "s3://bucket/m", "gs://bucket", "oci://127.0.0.1:9/m"]
)
def test_no_secret_is_in_a_line_or_a_file(hub: Hub, start: Starter, source: str) -> None:
    hub.add("org/m", Repository(private=True)).commit({"config.json": b"{}", "model.safetensors": b"weights" * 500})
    hub.faults["model.safetensors"].extend([Status(503), Cut(1000)])
    storage = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "GCE_METADATA_HOST": "127.0.0.1", "GITUNE_TIMEOUT": "2"}
    outcome = start("model", source, token=GOOD_TOKEN, **ACCESS, **storage)
    assert (outcome.code == 0) == (source == "hf://org/m"), outcome.output
    written = [path.read_bytes() for path in start.root.rglob("*") if path.is_file()]
    for secret in (*SECRET_PARTS, *SECRETS):
        assert secret not in outcome.output
        assert not [content for content in written if secret.encode() in content]


def test_settings_can_be_printed() -> None:
    settings = from_environment(Kind.MODEL, ENVIRONMENT)
    assert settings.token == TOKEN
    assert TOKEN not in repr(settings)
    assert not [part for part in SECRET_PARTS if part in repr(from_environment(Kind.MODEL, ENVIRONMENT | ACCESS))]
