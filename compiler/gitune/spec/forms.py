"""What the patterns of the spec mean, in words. A test holds that every pattern of the models stands here."""

from __future__ import annotations

_LABEL_VALUE = "letters, digits, `-`, `_` and `.`, at most 63, with a letter or a digit at both ends"
_DOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_PART = r"(?:[^./\\][^/\\]*|\.(?:[^./\\][^/\\]*)?|\.\.[^/\\]+)"

FORMS = {
    r"^[a-z]([-a-z0-9]*[a-z0-9])?$": "lower-case letters, digits and `-`, with a letter first and no `-` last",
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$": "lower-case letters, digits and `-`, with no `-` at either end",
    rf"^{_DOMAIN}$": "lower-case letters, digits, `-` and `.`, with no `-` or `.` at either end or beside a `.`",
    rf"^({_DOMAIN}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{{0,61}}[A-Za-z0-9])?$": (
        f"{_LABEL_VALUE}; a domain and `/` may stand before it"
    ),
    r"^[A-Za-z0-9_]([-A-Za-z0-9_/+]|\.[-A-Za-z0-9_+])*$": (
        "a branch, a tag or a commit: letters, digits, `-`, `_`, `.`, `/` and `+`, without `..`"
    ),
    r"^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$": _LABEL_VALUE,
    r"^\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$": "letters, digits, `-`, `_` and `.`, with no `..` first",
    r"^[0-9]g\.[0-9]+gb(\+me)?$": "a MIG profile such as `1g.10gb`",
    rf"^{_PART}(?:/{_PART})*/?$": "a path relative to the file, without `..`",
    rf"^{_PART}(?:/{_PART})*$": "a path from the file's folder, with `*`, `?` and `**`, and without `..`",
    r"^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[-A-Za-z0-9._~/]*)?$": (
        "an address such as `https://minio.example.com`, without credentials"
    ),
    r"^[A-Za-z_][A-Za-z0-9_]*$": "letters, digits and `_`, with no digit first",
    r"^(https|ssh|oci)://[^\s/]+(/\S*)?$": "a URL that begins with `https://`, `ssh://` or `oci://`",
    r"^[-0-9A-Za-z.*^~<>=!|, ]+$": "a range of versions such as `1.x` or `>=1.0.0 <2.0.0`",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "a date such as `2026-12-31`",
    r"^https?://[^\s/@]+(/\S*)?$": "an address such as `https://10.0.0.1:6443`, without credentials",
}
"""Pattern to what it asks for."""


def form_of(pattern: str) -> str:
    """What a pattern asks for; the pattern itself when nobody has put it into words."""
    return FORMS.get(pattern, f"the regular expression {pattern}")
