"""One override of torchtune's config, and how it is written as an argument of `tune run`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gitune.canonical.yaml import scalar
from gitune.diagnostics.model import Path

_PLAIN = re.compile(r"[A-Za-z/][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]*\Z")
"""Text that YAML may read as it stands, unless `_AMBIGUOUS` or `_WORDS` say otherwise."""
_AMBIGUOUS = re.compile(r": | #|[: ]\Z")
_WORDS = frozenset(["false", "n", "no", "none", "null", "off", "on", "true", "y", "yes"])
_NAME = re.compile(r"[A-Za-z0-9_ .-]+\Z")


class Setting(NamedTuple):
    """A dotted key of the config with its value, or without the key at all."""

    key: str
    value: Any
    path: Path
    """The field of the spec that says so."""
    removed: bool = False

    @property
    def argument(self) -> str:
        """As `tune run` takes it: `key=value`, or `~key` to remove."""
        return f"~{self.key}" if self.removed else f"{self.key}={spelled(self.value)}"


def spelled(value: Any) -> str:
    """A value in the words of Kubeflow's SDK, where OmegaConf reads those back as they were meant; else quoted."""
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    if isinstance(value, Mapping):
        names = [*value, *value.values()]
        plain = all(isinstance(name, str) and _NAME.match(name) for name in names)
        return str(dict(value)) if plain else _inline(value)
    if isinstance(value, list | tuple):
        words = all(isinstance(item, str) and item.isidentifier() and _is_plain(item) for item in value)
        return f"[{','.join(value)}]" if words else _inline(value)
    return str(value)


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.match(text)) and not _AMBIGUOUS.search(text) and text.lower() not in _WORDS


def _inline(value: Any) -> str:
    """Mappings and lists on one line, every text in quotes. JSON itself will not do: YAML knows no surrogates."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_quoted(str(key))}: {_inline(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_inline(item) for item in value)}]"
    return _quoted(value) if isinstance(value, str) else scalar(value)


def _quoted(text: str) -> str:
    """A JSON string, which is YAML's too."""
    written = scalar(text)
    return written if written.startswith('"') else f'"{written}"'


def flat(section: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """A config by dotted keys; an empty mapping stays a value."""
    found: dict[str, Any] = {}
    for key, value in section.items():
        if isinstance(value, Mapping) and value:
            found |= flat(value, f"{before}{key}.")
        else:
            found[f"{before}{key}"] = value
    return found


def effective(stock: Mapping[str, Any], settings: Iterable[Setting]) -> dict[str, Any]:
    """The config that torchtune trains by: its own one with the settings in it."""
    config: dict[str, Any] = json.loads(json.dumps(stock))
    for setting in settings:
        *parents, last = _keys(setting.key, config)
        section = config
        for parent in parents:
            section = section.setdefault(parent, {})
        if setting.removed:
            section.pop(last, None)
        else:
            section[last] = setting.value
    return config


def _keys(dotted: str, config: Mapping[str, Any]) -> Iterator[str]:
    """The keys of a path; `dataset=X` names the component of the section, as torchtune's parser has it."""
    keys = dotted.split(".")
    yield from keys
    if len(keys) == 1 and isinstance(config.get(dotted), Mapping):
        yield "_component_"
