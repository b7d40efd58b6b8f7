"""The guard over several trees, of which the cluster follows one, or nobody knows which."""

from __future__ import annotations

from gitune.diff.guard_groups import guard_groups
from gitune.diff.model import Group, Pair, Side, Tree, TreeChange
from support.runs import plan
from support.sides import edited, side

ONE, DEV, PROD = Tree(None, "rendered"), Tree("dev", "rendered/dev"), Tree("prod", "rendered/prod")
SIZE = ("PersistentVolumeClaim", "spec.resources.requests.storage")
LARGE, SMALL = edited(side(), *SIZE, "200Gi"), edited(side(), *SIZE, "50Gi")
SHRINKS = "the claim `support-bot` has 100Gi and would get 50Gi: no volume shrinks"
OTHER = side(plan(name="other"), spec="other.yaml")


def group(change: TreeChange, *pairs: tuple[Side | None, Side | None], archive: tuple[str, ...] = ()) -> Group:
    return Group(
        "gitune.yaml", change, tuple(Pair(*pair) for pair in pairs), archive, rivals=0 if change.certain else 2
    )


def told(*groups: Group) -> list[tuple[str | None, str, str]]:
    return [
        (refused.group.change.environment, refused.refusal.finding.code, refused.refusal.finding.message)
        for refused in guard_groups(groups)
    ]


def test_a_refusal_names_its_environment() -> None:
    found = told(group(TreeChange(DEV, DEV), (side(), side())), group(TreeChange(PROD, PROD), (side(), SMALL)))
    assert found == [("prod", "GT514", f"in prod: {SHRINKS}")]


def test_without_environments_it_names_none() -> None:
    assert told(group(TreeChange(ONE, ONE), (side(), SMALL)))[0][2].startswith("the claim")


def test_what_one_of_two_trees_would_do_is_a_warning() -> None:
    dev, prod = TreeChange(ONE, DEV, certain=False), TreeChange(ONE, PROD, certain=False)
    found = told(group(dev, (side(), SMALL)), group(prod, (side(), LARGE)))
    assert found == [
        (
            "dev",
            "GT525",
            f"in dev: where a cluster that followed `rendered` follows `rendered/dev` from now on: {SHRINKS}",
        )
    ]


def test_what_both_of_two_trees_would_do_is_refused_in_both() -> None:
    dev, prod = TreeChange(ONE, DEV, certain=False), TreeChange(ONE, PROD, certain=False)
    found = told(group(dev, (side(), SMALL)), group(prod, (side(), SMALL)))
    assert [(environment, code) for environment, code, _ in found] == [("dev", "GT514"), ("prod", "GT514")]


def test_a_fine_tune_that_is_in_one_of_two_trees_is_not_lost_for_sure() -> None:
    dev, prod = TreeChange(ONE, DEV, certain=False), TreeChange(ONE, PROD, certain=False)
    half = told(group(dev, (side(), side()), (OTHER, None)), group(prod, (side(), side()), (OTHER, OTHER)))
    assert [(environment, code) for environment, code, _ in half] == [("dev", "GT525")]
    lost = told(group(dev, (side(), side()), (OTHER, None)), group(prod, (side(), side()), (OTHER, None)))
    assert [(environment, code) for environment, code, _ in lost] == [("dev", "GT516"), ("prod", "GT516")]


def test_what_leaves_one_of_two_environments_that_become_one_tree_is_lost() -> None:
    dev, prod = TreeChange(DEV, ONE, certain=False), TreeChange(PROD, ONE, certain=False)
    found = told(group(dev, (side(), SMALL), (OTHER, None)), group(prod, (side(), side())))
    assert [(environment, code) for environment, code, _ in found] == [("dev", "GT525"), ("dev", "GT516")]


def test_what_the_tree_that_nobody_asked_about_would_do_is_not_known() -> None:
    assert [code for _, code, _ in told(group(TreeChange(ONE, DEV, certain=False), (side(), SMALL)))] == ["GT525"]


def test_another_project_s_trees_do_not_count() -> None:
    dev, prod = (group(TreeChange(ONE, tree, certain=False), (side(), SMALL)) for tree in (DEV, PROD))
    other = group(TreeChange(ONE, DEV, certain=False), (side(), LARGE))._replace(file="other/gitune.yaml")
    assert [code for _, code, _ in told(dev, prod, other)] == ["GT514", "GT514"]


def test_an_archived_run_is_refused_wherever_it_starts() -> None:
    dev, prod = TreeChange(ONE, DEV, certain=False), TreeChange(ONE, PROD, certain=False)
    archive = (side().run_title,)
    found = told(group(dev, (None, side()), archive=archive), group(prod, (side(), side()), archive=archive))
    assert [(environment, code) for environment, code, _ in found] == [("dev", "GT517")]


def test_an_environment_that_goes_is_refused_once_until_its_runs_are_archived() -> None:
    gone = TreeChange(DEV, None)
    found = guard_groups([group(gone, (side(), None), (OTHER, None))])
    assert [refused.refusal.finding.message for refused in found] == [
        "the environment `dev` goes, and 2 runs in it are not archived"
    ]
    assert found[0].refusal.spec == "gitune.yaml"
    assert "keeps its tree by `output`" in (found[0].refusal.finding.hint or "")
    assert guard_groups([group(gone, (side(), None), archive=(side().run_title,))]) == ()
    assert guard_groups([group(gone)]) == ()
