"""Hundreds of broken objects: what the server refuses, `gitune.verify` refuses before it, without a server.

The other way round does not hold and does not have to: verify also refuses what GitOps would turn against the run, and
quantities that are not canonical.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest

from apiserver.broken import SCHEMAS, Broken, applied, corpus, is_addressable, quantities, runs
from apiserver.flux import apply_stage, namespaces
from support.crds import crd
from support.kubeapi import Api

COUNT = 160
"""Of each kind."""


@pytest.fixture(scope="module", autouse=True)
def _spaces(api: Api) -> None:
    objects = [dict(d) for run in runs().values() for f in run.files for d in f.documents if "metadata" in d]
    assert apply_stage(api, namespaces(objects)) == []


def broken(schema: str) -> Iterator[Broken]:
    yield from corpus(schema, COUNT)
    yield from islice(quantities(schema), 0, None, 5)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_the_server_refuses_verify_refuses(api: Api, schema: str) -> None:
    answers = [(case, applied(api, case.value)) for case in broken(schema)]
    refused = [(case, answer) for case, answer in answers if not answer.ok]
    assert [(case.title, answer.message) for case, answer in refused if not case.found] == []
    assert len(answers) >= COUNT
    assert len(refused) >= COUNT // 2
    assert any(answer.ok and not case.found for case, answer in answers), "harmless damage is no damage"


@pytest.mark.parametrize("schema", [schema for schema in SCHEMAS if schema != "PersistentVolumeClaim"])
def test_the_offline_validator_says_what_the_server_says(api: Api, schema: str) -> None:
    """`support.crds`, by which tests without a server judge: on a create that is strict about unknown fields."""
    different, accepted, compared = [], 0, 0
    for case in broken(schema):
        if is_addressable(case.value):
            answer, found = api.create(case.value, dry_run=True), crd(schema).errors(case.value)
            compared, accepted = compared + 1, accepted + answer.ok
            if answer.ok is bool(found):
                different.append((case.title, answer.message, found))
    assert different == []
    assert compared - accepted >= COUNT // 4 <= compared
    assert accepted >= 10
