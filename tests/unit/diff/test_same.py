"""Equal changes of many specs are told once, and nothing of them is lost."""

from __future__ import annotations

from gitune.diff.compare import compared
from gitune.diff.json_report import as_json
from gitune.diff.markdown import LONGEST, as_markdown
from gitune.diff.model import Pair
from gitune.diff.same import same_changes
from gitune.diff.text import as_text
from gitune.diff.told import Report, SpecDiff
from gitune.plan.model import Plan
from support.runs import plan, project
from support.sides import edited, side

PRICES = {"a100-80gb": 2.5}


def trained(name: str, namespace: str = "team-a") -> Plan:
    return plan(name=name, namespace=namespace, storage=plan().storage._replace(claim=name))


def changed(name: str, namespace: str = "team-a", size: int = 8, environment: str | None = None) -> SpecDiff:
    """A fine-tune whose batch size becomes another."""
    of, file = trained(name, namespace), f"{namespace}/{name}.yaml"
    return compared(Pair(side(of, spec=file), side(of, spec=file, batch_size=size)), PRICES, environment)


def moved(name: str) -> SpecDiff:
    """A fine-tune whose tree moves."""
    of = trained(name)
    return compared(Pair(side(of), side(of, project(output="other"))), {})


def groups(*specs: SpecDiff) -> list[list[str]]:
    return [[spec.heading for spec in same.all] for same in same_changes(specs)]


def test_the_same_change_under_other_names_is_one() -> None:
    found = groups(changed("a"), changed("bb", "team-b"), changed("a", environment="prod"))
    assert found == [["team-a/a", "team-b/bb", "prod: team-a/a"]]
    assert groups(moved("a"), moved("bb")) == [["team-a/a", "team-a/bb"]]


def test_another_change_is_another() -> None:
    assert groups(changed("a"), changed("b", size=16), changed("c")) == [["team-a/a", "team-a/c"], ["team-a/b"]]
    assert groups(changed("a"), moved("b")) == [["team-a/a"], ["team-a/b"]]
    other = changed("b")._replace(shape="")
    assert groups(other, other) == [["team-a/b"], ["team-a/b"]]


def test_what_decides_on_a_sentence_decides_on_the_group() -> None:
    before, after = side(trained("a")), side(trained("a"), batch_size=8)
    plain = compared(Pair(before, after), {})
    for pair in (
        Pair(before._replace(plan=None), after),
        Pair(before, after, "1a2b3c4"),
        Pair(before, edited(after, "Kustomization", "spec.prune", True)),
    ):
        assert compared(pair, {}).shape != plain.shape


def test_every_other_one_is_named_in_every_format() -> None:
    specs = tuple(changed(f"tune-{number}") for number in range(30))
    report = Report("main", 0, specs)
    text, comment = as_text(report), as_markdown(report, [])
    assert "  the same in 29 others\n" in text
    for printed in (text, comment, as_json(report, [])):
        assert all(f"team-a/tune-{number}" in printed for number in range(30))
    assert text.count("batch_size: 4 -> 8") == 1
    row = "| <code>team-a/tune-0</code> and 29 others | 30 runs start, such as "
    assert f"{row}{specs[0].run} | 60 | not known |  |" in comment


def test_facts_that_follow_are_said_to_differ() -> None:
    one, other = changed("a"), changed("b")
    facts = tuple(fact._replace(after="12") for fact in other.meaning)
    assert same_changes([one, other._replace(meaning=facts)])[0].differing == ()
    before = plan(training=plan().training._replace(max_steps=100))
    after = plan(training=plan().training._replace(max_steps=200))
    told = compared(Pair(side(before), side(after)), {})
    assert "steps" in {fact.name for fact in told.meaning}
    more = tuple(fact._replace(after="7") if fact.name == "steps" else fact for fact in told.meaning)
    (same,) = same_changes([told, told._replace(meaning=more)])
    assert same.differing == ("steps",)
    assert "  the same in 1 other (steps differ)\n" in as_text(Report("main", 0, same.all))


def test_thousands_stay_below_the_limit() -> None:
    one = changed("a")
    specs = tuple(one._replace(title=f"team-a/tune-{number}", spec=f"{number}.yaml") for number in range(3000))
    comment = as_markdown(Report("main", 0, specs), [])
    assert len(comment) < LONGEST
    assert "and 2,999 others" in comment
    assert "and 2939 more lines" in comment


def test_thousands_of_causes_stay_below_the_limit() -> None:
    one = changed("a")
    specs = tuple(one._replace(causes=(f"bases/{'x' * 500}-{number}.yaml",), shape=str(number)) for number in range(99))
    comment = as_markdown(Report("main", 0, specs), [])
    assert len(comment) < LONGEST
    assert "**Because of:**" in comment
    assert "- and 94 more" in comment
