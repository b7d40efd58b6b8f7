"""Credentials of registries, from Docker's own file: `~/.docker/config.json`, or the one in `DOCKER_CONFIG`."""

from __future__ import annotations

import base64
import binascii
import json
import os
from pathlib import Path
from typing import Any, NamedTuple


class Credentials(NamedTuple):
    """An account of one registry. Never printed."""

    user: str
    password: str
    refresh: str | None = None
    """A refresh token, which some registries give in place of a password."""

    @property
    def basic(self) -> str:
        """The value of an `Authorization` header."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def __repr__(self) -> str:
        return "Credentials(…)"


def credentials_for(registry: str) -> Credentials | None:
    """The account of a registry; None where there is none, or the file cannot be read."""
    folder = os.environ.get("DOCKER_CONFIG") or str(Path.home() / ".docker")
    try:
        config = json.loads(Path(folder, "config.json").read_bytes())
    except (OSError, ValueError):
        return None
    accounts = config.get("auths") if isinstance(config, dict) else None
    if not isinstance(accounts, dict):
        return None
    found = next((entry for name, entry in accounts.items() if _host(name) == registry), None)
    return _account(found) if isinstance(found, dict) else None


def _host(name: str) -> str:
    """`https://registry/v1/` is how older clients wrote `registry`."""
    return name.partition("://")[2].partition("/")[0] if "://" in name else name.partition("/")[0]


def _account(entry: dict[str, Any]) -> Credentials | None:
    user, password = str(entry.get("username") or ""), str(entry.get("password") or "")
    if entry.get("auth"):
        try:
            user, _, password = base64.b64decode(str(entry["auth"])).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
    refresh = entry.get("identitytoken")
    if not (user and password) and not refresh:
        return None
    return Credentials(user, password, str(refresh) if refresh else None)
