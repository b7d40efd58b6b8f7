"""A run that is handed to Kubeflow's own torchtune path is not run here."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitune.compiler import compile_spec
from gitune.emit.files import files_of
from gitune.local.objects import read_run
from gitune.local.refusal import Refused
from gitune.project.model import Project
from support.specs import catalog, document

RUNTIME = Path(__file__).parents[2] / "sdk" / "upstream" / "v2.3.0" / "torchtune-llama3.2-1b.yaml"


@pytest.mark.parametrize("runtime", [None, RUNTIME])
def test_it_is_refused_with_a_way_out(tmp_path: Path, runtime: Path | None) -> None:
    spec = document(
        model={"id": "llama3.2-1b-instruct"}, runtime={"scope": "existing", "name": "torchtune-llama3.2-1b"}
    )
    rendered = compile_spec(spec, Project(), catalog()).rendered
    assert rendered is not None
    for path, data in files_of(rendered, "finetune.yaml").items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    with pytest.raises(Refused) as refusal:
        read_run(tmp_path / "default" / "test", runtime)
    (diagnostic,) = refusal.value.diagnostics
    assert diagnostic.code == "GT609"
    assert "torchtune-llama3.2-1b" in diagnostic.message
    assert "scope: namespace" in (diagnostic.hint or "")
