"""A Docker config, which says how to log in to which registry."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from gitune_initializer.errors import ExitCode, InitializerError


def read_login(config: str, registry: str) -> str | None:
    """Return what follows `Basic` in a header for `registry`; None where the config has no login for it."""
    if not config.strip():
        return None
    try:
        logins: Mapping[str, Any] = json.loads(config)["auths"]
        found = next((login for host, login in logins.items() if _host(host) == registry), None)
        return _basic(found) if found else None
    except (ValueError, KeyError, TypeError, AttributeError):
        # The parser's message may hold a password.
        raise InitializerError(
            ExitCode.TOKEN,
            "GITUNE_REGISTRY_CONFIG is not a Docker config: put the content of a config.json with 'auths' in the "
            "secret (kubectl create secret docker-registry).",
        ) from None


def _host(name: str) -> str:
    return name.removeprefix("https://").removeprefix("http://").partition("/")[0]


def _basic(login: Mapping[str, Any]) -> str:
    if login.get("auth"):
        # Decoded and encoded again, because some tools write it over several lines.
        return base64.b64encode(base64.b64decode(login["auth"])).decode()
    return base64.b64encode(f"{login['username']}:{login['password']}".encode()).decode()
