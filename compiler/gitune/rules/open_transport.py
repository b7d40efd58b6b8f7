"""GT297."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gitune.diagnostics.model import Finding
from gitune.rules.base import Context, Rule

_NAME = "HF_ENDPOINT"
_LOCAL = re.compile(r"http://(localhost|127\.0\.0\.1)([:/]|$)", re.IGNORECASE)


class OpenTransport(Rule):
    """Downloads can be read or changed on their way.

    Access tokens and weights go over the connection. Over plain `http://` everybody on the way reads the token, and
    may put other weights into the download.

    Bad:
        runtime:
          env: {HF_ENDPOINT: "http://mirror.internal"}

    Good:
        runtime:
          env: {HF_ENDPOINT: "https://mirror.internal"}
    """

    code = "GT297"

    def check(self, context: Context) -> Iterator[Finding]:
        """A Hub of one's own over http, on another machine."""
        value = context.spec.runtime.env.get(_NAME)
        if isinstance(value, str) and value.lower().startswith("http://") and not _LOCAL.match(value):
            message = "over `http://` tokens and weights can be read and changed on the way"
            yield self.finding(message, ("runtime", "env", _NAME), hint="use `https://`")
