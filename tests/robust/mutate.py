"""Seeded damage to specs: each node deleted, duplicated, retyped and renamed, alone and two at a time.

A spec is plain data here and JSON, which is YAML, in bytes. A key that ends in NUL is written without it: that is how a
mapping holds a key twice.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

AGAIN = "\0"

VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        2,
        7,
        2**31,
        2**63,
        1.5,
        0.0,
        -0.5,
        1e-30,
        1e300,
        "",
        " ",
        "auto",
        "none",
        "x" * 300,
        "x" * 100,
    ),
    *(
        "Not A Name!",
        "a.b",
        "a/b",
        "../..",
        "a..b",
        "a-.b",
        "a..b/c",
        "9" * 400,
        "1Gi",
        "0",
        "-1",
        "1e3",
        "${HOME}",
        "{{ x }}",
        "né",
        "中",
        "a\nb",
        "\t",
    ),
    *([], {}, [None], [[]], ["a"], {"a": "b"}, {"kind": "lora"}, {"name": "a", "key": "b"}),
)
"""What a node becomes when it is retyped; some values suit some fields."""

RENAMES = ("X", "_", " ", "s")

Step = str | int
Place = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one node."""

    action: str
    place: Place
    value: Any = None

    def __str__(self) -> str:
        path = ".".join(str(step) for step in self.place)
        return f"{self.action} {path}" + (
            f" -> {json.dumps(self.value)[:60]}" if self.action in ("retype", "rename") else ""
        )

    def apply(self, root: Any) -> None:
        """Changes `root` in place; raises LookupError or TypeError where an earlier mutation took the node away."""
        *above, last = self.place
        for step in above:
            root = root[step]
        if isinstance(root, str):
            raise TypeError
        _ACTIONS[self.action](root, last, copy.deepcopy(self.value))


def _delete(parent: Any, key: Any, _: Any) -> None:
    del parent[key]


def _retype(parent: Any, key: Any, value: Any) -> None:
    parent[key] = (parent[key], value)[1]


def _duplicate(parent: Any, key: Any, _: Any) -> None:
    if isinstance(parent, list):
        parent.insert(key, copy.deepcopy(parent[key]))
    else:
        parent[key + AGAIN] = copy.deepcopy(parent[key])


def _rename(parent: Any, key: Any, name: Any) -> None:
    parent[name] = parent.pop(key)


_ACTIONS = {"delete": _delete, "retype": _retype, "duplicate": _duplicate, "rename": _rename}


def places(value: Any, above: Place = ()) -> Iterator[Place]:
    """Where every node below the root stands."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield (*above, key)
        yield from places(child, (*above, key))


def singles(spec: Any) -> list[Mutation]:
    """Every single mutation of a spec."""
    return [mutation for place in places(spec) for mutation in _of(spec, place)]


def _of(spec: Any, place: Place) -> Iterator[Mutation]:
    yield Mutation("delete", place)
    yield Mutation("duplicate", place)
    value = spec
    for step in place:
        value = value[step]
    for other in (*VALUES, *_near(value)):
        yield Mutation("retype", place, other)
    if isinstance(place[-1], str):
        for suffix in RENAMES:
            yield Mutation("rename", place, place[-1] + suffix)
        yield Mutation("rename", place, place[-1].swapcase())


def _near(value: Any) -> Iterator[Any]:
    """What a slip of the hand makes of a value: the same in another type, a little or far more or less of it."""
    yield from ([value], {"value": value}, json.dumps(value))
    if isinstance(value, str):
        yield from (value.upper(), value + "-", value + " ", value[:-1], value + value[-1:], value * 2)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (-value, value * 3, value / 3, value * 1000, value + 1)


def mutants(specs: dict[str, Any], count: int, seed: int = 1) -> Iterator[tuple[str, bytes]]:
    """`count` mutants, by what was done: half of them one change (all of those when they are fewer), the rest two."""
    rng = random.Random(seed)
    every = [(name, mutation) for name, spec in sorted(specs.items()) for mutation in singles(spec)]
    rng.shuffle(every)
    alone = every[: count // 2]
    for name, mutation in alone:
        yield _mutant(name, specs[name], mutation)
    by_name = {name: [mutation for owner, mutation in every if owner == name] for name in specs}
    for _ in range(count - len(alone)):
        name = rng.choice(sorted(specs))
        yield _mutant(name, specs[name], *rng.sample(by_name[name], 2))


def _mutant(name: str, spec: Any, *mutations: Mutation) -> tuple[str, bytes]:
    spec, done = copy.deepcopy(spec), []
    for mutation in mutations:
        try:
            mutation.apply(spec)
        except (LookupError, TypeError, AttributeError):
            continue
        done.append(str(mutation))
    return f"{name}: {'; '.join(done)}", as_bytes(spec)


def as_bytes(spec: Any) -> bytes:
    """A spec as a file."""
    return json.dumps(spec, ensure_ascii=False, indent=1).replace("\\u0000", "").encode("utf-8", "surrogatepass")
