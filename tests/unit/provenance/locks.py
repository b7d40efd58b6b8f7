"""Made-up locks for examples, and evidence of runs that were compiled with them."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from gitune.catalog.load import load_catalog
from gitune.catalog.model import Catalog
from gitune.compiler import Compilation, compile_spec
from gitune.emit.files import files_of
from gitune.lock.model import API_VERSION, KIND, Lock
from gitune.plan.pinned import versions_of
from gitune.plan.planner import plan
from gitune.project.model import DEFAULT_PROJECT
from gitune.provenance.evidence import Evidence, Inputs, digest, digests
from gitune.provenance.pins import pins_of
from gitune.source.document import Document
from gitune.source.read import read
from gitune.spec.finetune import FineTune

EXAMPLES = Path(__file__).parents[3] / "examples"
HUB_EXAMPLES = ("llama3.2-1b-alpaca", "llama3.3-70b-two-nodes", "qwen2.5-7b-lora")


@cache
def catalog() -> Catalog:
    return load_catalog()


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def spec_bytes(example: str) -> bytes:
    return (EXAMPLES / example / "finetune.yaml").read_bytes()


def document(data: bytes) -> Document:
    found = read(data, "finetune.yaml").document
    assert found is not None
    return found


def lock_of(data: bytes, **changes: Any) -> Lock:
    """A lock that pins everything that a spec names; `changes` replace fields of the plain lock, None removes them."""
    made = plan(FineTune.model_validate(document(data).data), catalog(), DEFAULT_PROJECT).plan
    assert made is not None
    plain: dict[str, Any] = {
        "apiVersion": API_VERSION,
        "kind": KIND,
        "model": source(made.model.source, "config.json", license="llama3.2", gated=True),
        "dataset": source(made.dataset.source, "README.md", license="cc-by-nc-4.0"),
        "images": {
            "initializer": {"image": made.images.initializer, "digest": f"sha256:{sha('initializer')}"},
            "trainer": {"image": made.images.trainer, "digest": f"sha256:{sha('trainer')}"},
        },
        "versions": {
            "torch": catalog().images.torch,
            "torchtune": catalog().torchtune.version,
            "trainer": DEFAULT_PROJECT.target.trainer,
        },
    }
    return Lock.model_validate({key: value for key, value in (plain | changes).items() if value is not None})


def source(wanted: Any, small: str, **more: Any) -> dict[str, Any]:
    """Files for each pattern, and one small file that Git alone has hashed; a bucket knows ETags and versions."""
    names = sorted({pattern.replace("**/", "").replace("*", "part 1") for pattern in wanted.files} - {small})
    files = [{"path": name, "size": len(name), "sha256": sha(name)} for name in names]
    if wanted.kind == "s3":
        files = [{"path": file["path"], "size": 1, "etag": '"ab12"', "version": "v/1"} for file in files]
    else:
        files.append({"path": small, "size": 7, "gitOid": hashlib.sha1(small.encode()).hexdigest()})
    return {
        "source": wanted.uri,
        "requested": wanted.requested,
        "revision": {"hf": "ab" * 20, "oci": f"sha256:{sha('artifact')}"}.get(wanted.kind),
        "wanted": list(wanted.files),
        "files": files,
        **more,
    }


def compiled(data: bytes, lock: Lock | None) -> Compilation:
    made = compile_spec(document(data), DEFAULT_PROJECT, catalog(), lock)
    assert made.rendered is not None, made.diagnostics
    return made


def evidence(data: bytes, lock: Lock | None = None) -> Evidence:
    lock = lock or lock_of(data)
    made = compiled(data, lock)
    assert made.plan is not None
    assert made.rendered is not None
    pinned = pins_of(made.plan, lock, "finetune.lock.yaml", versions_of(catalog(), DEFAULT_PROJECT))
    assert pinned.pins is not None, pinned.findings
    return Evidence(
        compiler="1.2.3",
        inputs=Inputs(
            digest("finetune.yaml", data), digest("finetune.lock.yaml", b"lock"), digest("gitune.yaml", b"project"), ()
        ),
        pins=pinned.pins,
        plan=made.plan,
        run=made.rendered.run_name,
        rendered=digests(files_of(made.rendered, "finetune.yaml")),
    )
