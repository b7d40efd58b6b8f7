from __future__ import annotations

import pytest

from gitune.manifests.names import claim_volume, fitting, names_of
from support.runs import plan, runtime


@pytest.mark.parametrize(("scope", "expected"), [("cluster", "team-a-x-1"), ("namespace", "x-1"), ("existing", "it")])
def test_the_runtime_s_name_depends_on_the_scope(scope: str, expected: str) -> None:
    of = plan(runtime=runtime(scope=scope, **({"name": "it"} if scope == "existing" else {})))
    assert names_of(of, "x-1").runtime == expected


def test_a_long_name_ends_in_its_digest() -> None:
    assert fitting("a" * 63) == "a" * 63
    one, two = fitting("a" * 64), fitting("a" * 65)
    assert len(one) == len(two) == 63
    assert one != two


def test_a_cut_name_has_no_double_dash() -> None:
    assert "--" not in fitting("a" * 53 + "-" + "b" * 20)


def test_volumes_of_claims_are_labels_and_never_meet() -> None:
    claims = ["rows", "ro.ws", "ro-ws", "r" * 253, "r" * 252 + "s"]
    names = [claim_volume(claim) for claim in claims]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 63 and "." not in name for name in names)
    assert names[0] == "claim-rows"
