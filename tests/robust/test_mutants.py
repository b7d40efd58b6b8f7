"""Mutants of the examples: none raises, none becomes objects that are refused. `make mutants` compiles 10,000."""

from __future__ import annotations

from gitune.source import read
from robust.campaign import Campaign
from robust.compiling import examples
from robust.mutate import Mutation, as_bytes, mutants, singles

COUNT = 1_500


def test_mutants() -> None:
    campaign = Campaign().run(COUNT)
    assert campaign.crashes == []
    assert campaign.invalid == []
    assert campaign.total == COUNT
    assert 0 < len(campaign.accepted) < COUNT / 4, "most damage is noticed"


def test_every_node_is_deleted_duplicated_retyped_and_renamed() -> None:
    for spec in examples().values():
        done = {(mutation.action, mutation.place) for mutation in singles(spec)}
        for place in {place for _, place in done}:
            actions = {action for action, other in done if other == place}
            assert actions >= {"delete", "duplicate", "retype"}
            assert ("rename" in actions) == isinstance(place[-1], str)


def test_the_same_seed_gives_the_same_mutants() -> None:
    assert list(mutants(examples(), 50)) == list(mutants(examples(), 50))
    assert list(mutants(examples(), 50)) != list(mutants(examples(), 50, seed=2))


def test_a_key_can_stand_twice() -> None:
    spec = {"model": {"id": "tiny"}}
    Mutation("duplicate", ("model", "id")).apply(spec)
    found = read(as_bytes(spec), "finetune.yaml").diagnostics
    assert ["already" in diagnostic.message or "twice" in diagnostic.message for diagnostic in found] == [True]
