from __future__ import annotations

from support.runs import manifested, plan, runtime
from support.variants import FULL, OWN


def test_what_an_installed_runtime_decides_is_found_at_its_place() -> None:
    result = manifested(plan(runtime=runtime(scope="existing", name="x", **OWN)))
    assert result.rendered is None
    assert [(finding.code, finding.path) for finding in result.findings] == [
        ("GT354", ("runtime", field)) for field in ("priorityClassName", "activeDeadline", "maxRestarts")
    ]


def test_placement_is_taken_from_the_train_job() -> None:
    assert manifested(plan(runtime=runtime(scope="existing", name="x", **FULL))).findings == ()


def test_a_runtime_of_one_s_own_takes_everything() -> None:
    assert manifested(plan(runtime=runtime(**FULL, **OWN))).findings == ()


def test_default_restarts_are_nobody_s_wish() -> None:
    assert manifested(plan(runtime=runtime(scope="existing", name="x"))).findings == ()
