"""What is printed: stable bytes, a limit that holds, and nothing of a user's that breaks out."""

from __future__ import annotations

import json
import re

import pytest
from markdown_it import MarkdownIt

from gitune.diagnostics.model import Diagnostic, Severity, Span
from gitune.diff.compare import compared, is_same, pairs_of
from gitune.diff.json_report import as_json
from gitune.diff.markdown import LONGEST, MARKER, as_markdown
from gitune.diff.model import Change, Pair
from gitune.diff.text import as_text
from gitune.diff.told import FactChange, Report, SpecDiff
from support.runs import plan, runtime
from support.sides import edited, side
from support.variants import plans


def report(*pairs: Pair) -> Report:
    return Report("main", 2, tuple(compared(pair, {"a100-80gb": 2.5}) for pair in pairs))


def told(pair: Pair) -> str:
    return as_text(report(pair))


def test_another_run_is_told_with_what_becomes_of_the_earlier_one() -> None:
    before, after = side(), side(batch_size=8)
    text = told(Pair(before, after))
    assert f"starts a new run {after.run} on 2 GPUs" in text
    assert f"the earlier run {before.run} stays" in text
    assert "3 objects created, 0 deleted, 3 left on the cluster" in text
    assert "batch_size: 4 -> 8" in text


def test_with_prune_the_earlier_run_is_deleted_and_the_claim_never() -> None:
    before, after = side(), side(plan(runtime=runtime(retain="prune")), batch_size=8)
    text = told(Pair(before, after))
    assert f"the earlier run {before.run} is deleted" in text
    assert "3 objects created, 2 changed, 3 deleted" in text
    given_up = side(plan(runtime=runtime(retain="prune"), storage=plan().storage._replace(claim="x", owned=False)))
    assert "o PersistentVolumeClaim team-a/support-bot" in told(Pair(before, given_up))


def test_a_runtime_whose_kustomization_goes_is_orphaned_even_with_prune() -> None:
    after = side(plan(runtime=runtime(retain="prune", scope="existing", name="installed")))
    text = told(Pair(side(), after))
    assert f"o ClusterTrainingRuntime team-a-{side().run}" in text
    assert "- Flux Kustomization flux-system/team-a-support-bot-runtime" in text
    assert f"- TrainJob team-a/{side().run}" in text


def test_a_run_that_is_still_there_is_not_counted_as_started() -> None:
    spec = compared(Pair(side(batch_size=8), side(), "1a2b3c4"), {})
    assert (spec.effect, spec.devices, spec.started, spec.returned) == ("returns", 0, 0, 1)
    assert spec.count("again") == 3
    pruned = compared(Pair(side(batch_size=8), side(plan(runtime=runtime(retain="prune"))), "1a2b3c4"), {})
    assert (pruned.effect, pruned.devices) == ("new run", 2)


def test_only_comments_that_change_are_told_as_that() -> None:
    before, after = side(spec="old.finetune.yaml"), side(spec="new.finetune.yaml")
    assert not is_same(Pair(before, after))
    assert "nothing happens on the cluster: only comments in the rendered files change" in told(Pair(before, after))


def test_an_earlier_spec_that_does_not_compile_is_said() -> None:
    text = told(Pair(side()._replace(plan=None), side(batch_size=8)))
    assert "what the earlier spec meant is not known" in text
    assert "  meaning" not in text


@pytest.mark.parametrize("name", plans())
def test_every_kind_of_run_can_be_told(name: str) -> None:
    text = told(Pair(None, side(plans()[name])))
    assert "objects created, 0 deleted" in text
    assert "None" not in text.replace("Never", "")


def test_fine_tunes_are_paired_by_name_then_by_file() -> None:
    moved, renamed = side(spec="a.yaml"), side(plan(name="one"), spec="b.yaml")
    after = [
        moved._replace(spec="c.yaml"),
        side(plan(name="two"), spec="b.yaml"),
        side(plan(name="new"), spec="d.yaml"),
    ]
    pairs = {pair.side.name: pair for pair in pairs_of([moved, renamed, side(plan(name="gone"), spec="e.yaml")], after)}
    assert list(pairs) == ["gone", "new", "support-bot", "two"]
    assert pairs["support-bot"].before == moved
    assert pairs["two"].before == renamed
    assert pairs["new"].before is None
    assert pairs["gone"].after is None


def many(count: int, text: str = "x") -> Report:
    facts = tuple(FactChange(f"fact {n}", text, f"{text} {n}") for n in range(12))
    one = compared(Pair(side(), side(batch_size=8)), {})
    specs = [
        one._replace(
            title=f"team-a/fine-tune-{n}",
            spec=f"{n}.yaml",
            meaning=facts,
            config=(Change("a", text, n),) * 40,
            shape=str(n),
        )
        for n in range(count)
    ]
    return Report("main", 0, tuple(specs))


@pytest.mark.parametrize("count", [1, 3, 40, 200, 2000])
@pytest.mark.parametrize("text", ["short", "a*b_c|d<e>&" * 12])
def test_markdown_stays_below_the_limit_and_counts_what_it_leaves_out(count: int, text: str) -> None:
    refusals = [
        Diagnostic("GT514", Severity.ERROR, text * 3, Span(f"{n}.yaml", 1, 1, 1, 1), (), text) for n in range(count)
    ]
    made = many(count, text)
    comment = as_markdown(made, refusals)
    assert len(comment) < LONGEST
    assert comment.startswith(f"{MARKER}\n")
    shown = comment.count("<details>")
    left = re.search(r"The details of ([0-9,]+) more specs? do not fit", comment)
    assert shown + (int(left[1].replace(",", "")) if left else 0) == count
    rows = comment.count("| starts a new run")
    more = re.search(r"\| and ([0-9]+) more \|", comment)
    assert rows + (int(more[1]) if more else 0) == count
    assert comment == as_markdown(made, refusals)


def test_markdown_says_first_what_is_refused() -> None:
    refusal = Diagnostic("GT514", Severity.ERROR, "the claim `a` shrinks", Span("x.yaml", 3, 1, 3, 2), (), "write it")
    comment = as_markdown(report(Pair(side(), side(batch_size=8))), [refusal])
    assert comment.index("**Refused:**") < comment.index("| Fine-tune |")
    assert "GT514" in comment


def test_a_user_s_text_does_not_break_out_of_markdown() -> None:
    evil = "</pre></details> | [x](http://e) ![y](z) @all <b>"
    spec: SpecDiff = compared(Pair(side(), side(batch_size=8)), {})._replace(
        title=evil,
        summary=evil,
        cluster=(evil,),
        meaning=(FactChange(evil, evil, evil),),
        config=(Change("path", evil, evil),),
    )
    comment = as_markdown(Report("main", 0, (spec,)), [])
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(comment)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [child for child in inline if child.type in {"link_open", "image"}]
    assert comment.count("</details>") == comment.count("<details>") == 1
    assert "@all" not in comment
    assert "<b>" not in comment


def test_json_has_a_version_and_everything() -> None:
    after = edited(side(), "PersistentVolumeClaim", "spec.resources.requests.storage", "200Gi")
    data = json.loads(as_json(report(Pair(side(), after), Pair(None, side(plan(name="new")))), []))
    assert data["formatVersion"] == "1.1"
    assert (data["unchanged"], data["runs"], data["against"]) == (2, 1, "main")
    edit, new = data["specs"]
    assert edit["effect"] == "edits"
    assert edit["objects"][0]["changes"] == [
        {"path": "spec.resources.requests.storage", "before": "100Gi", "after": "200Gi"}
    ]
    assert (new["effect"], new["devices"], new["earlierRun"]) == ("starts", 2, None)
    assert {fact["name"] for fact in new["meaning"]} >= {"learning rate", "schedule", "trainable parameters"}


TOKEN = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz01234567"


def test_a_token_of_the_earlier_revision_is_shown_nowhere() -> None:
    before = side(plan(env={"HF": TOKEN}), prompt=TOKEN)
    made = report(Pair(before, side(batch_size=8)))
    for printed in (as_text(made), as_markdown(made, []), as_json(made, [])):
        assert TOKEN not in printed
