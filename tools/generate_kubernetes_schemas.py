"""Generates `schema/kubernetes/`: strict schemas of the kinds that gitune renders, for each Trainer version.

    python tools/generate_kubernetes_schemas.py [--check] [--crds FOLDER]

Two sources, both under Apache-2.0 (schema/kubernetes/NOTICE):

* the models of `kubeflow-trainer-api` on PyPI, which say what fields each version has. The wheels are downloaded into a
  temporary folder and are no dependency of anything;
* the CRDs of Kubeflow Trainer 2.3 and Flux (default: ../shared/crds), which say what the models do not: ranges, enums,
  list keys, and the rules that Trainer writes in CEL.

The schemas use only keywords that `gitune.verify.wording` has a sentence for. A field that is not listed is an error.
Written by hand and left alone: `kustomization` and `kustomizeconfig`, because kustomize publishes no schema of its own;
`flux-alert`, `flux-provider`, `flux-gitrepository`, `flux-ocirepository` and `argocd-*`, of whose many fields gitune
renders a handful. tests/unit/manifests/test_delivery_crds.py holds them against the CRDs where those are at hand.
"""

from __future__ import annotations

import argparse
import copy
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
OUTPUT = ROOT / "schema" / "kubernetes"
CRDS = ROOT.parent / "shared" / "crds"
PACKAGE = "kubeflow-trainer-api"
VERSIONS = {"2.1": "2.1.0", "2.2": "2.2.0", "2.3": "2.3.0"}
CLAIM = "IoK8sApiCoreV1PersistentVolumeClaim"
KINDS = {
    "TrainJob": "TrainerV1alpha1TrainJob",
    "ClusterTrainingRuntime": "TrainerV1alpha1ClusterTrainingRuntime",
    "TrainingRuntime": "TrainerV1alpha1TrainingRuntime",
}
TRAINER_API = "trainer.kubeflow.org/v1alpha1"
FLUX_API = "kustomize.toolkit.fluxcd.io/v1"

Schema = dict[str, Any]

COPIED = (
    *("enum", "pattern", "minLength", "maxLength", "minimum", "maximum"),
    *("minItems", "maxItems", "minProperties", "maxProperties"),
)
INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "object", "additionalProperties": TEXT}
QUANTITY: Schema = {"type": "string", "pattern": r"^(0|[1-9][0-9]*(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?)$"}
"""Only the canonical form: no sign, no fraction, no exponent, never a number."""
SUBDOMAIN: Schema = {
    "type": "string",
    "maxLength": 253,
    "pattern": r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
}
EMBEDDED_METADATA: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"labels": TEXTS, "annotations": TEXTS},
}
RFC_1123: Schema = {"type": "string", "maxLength": 63, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
RFC_1035: Schema = {"type": "string", "maxLength": 63, "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?$"}
URI: Schema = {"type": "string", "pattern": r"^([A-Za-z][A-Za-z0-9+.-]*://.+)?$"}
POSITIVE = {"minimum": 1}

RULES: dict[str, dict[str, Schema]] = {
    f"{TRAINER_API} TrainJob": {
        "metadata.name": RFC_1035,
        "spec.initializer.dataset.storageUri": URI,
        "spec.initializer.model.storageUri": URI,
        "spec.trainer.numNodes": POSITIVE,
        "spec.trainer.numProcPerNode": POSITIVE,
        "spec.managedBy": {"enum": ["trainer.kubeflow.org/trainjob-controller", "kueue.x-k8s.io/multikueue"]},
    },
    "v1 PersistentVolumeClaim": {
        "spec.accessModes": {"minItems": 1},
        "spec.accessModes.items": {
            "enum": ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"],
        },
        "spec.resources": {"required": ["requests"]},
        "spec": {"required": ["accessModes", "resources"]},
    },
    f"{FLUX_API} Kustomization": {"spec.kubeConfig": {"minProperties": 1, "maxProperties": 1}},
}
"""What stands in no model: Trainer's CEL rules, and what the API server checks for core kinds in code."""


def main() -> int:
    """Writes the schemas, or with `--check` compares them. 0: as they should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only")
    parser.add_argument("--crds", type=Path, default=CRDS, help="folder with the CRDs as YAML")
    options = parser.parse_args()
    drift = 0
    for name, schema in generate(options.crds):
        file, text = OUTPUT / name, json.dumps(schema, separators=(",", ":"), sort_keys=True) + "\n"
        if file.is_file() and file.read_text(encoding="utf-8") == text:
            continue
        drift += 1
        print(f"{'differs' if options.check else 'written'}: {file.relative_to(ROOT)} ({len(text)} bytes)")
        if not options.check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    return 1 if options.check and drift else 0


def generate(crds: Path) -> Iterator[tuple[str, Schema]]:
    """Every generated schema by its path below `schema/kubernetes`."""
    rules = {kind: _crd(crds / f"trainer.kubeflow.org_{kind.lower()}s.yaml") for kind in KINDS}
    for version, release in VERSIONS.items():
        models = _models(release)
        for kind, name in KINDS.items():
            schema = _object(kind, TRAINER_API, _inline(models[name], models[name]["$defs"]))
            _tighten_spec(schema, rules[kind], exact=version == "2.3")
            yield f"trainer-{version}/{kind.lower()}.schema.json", _finished(schema, f"{PACKAGE} {release}")
        claim = models[CLAIM]
    schema = _object("PersistentVolumeClaim", "v1", _inline(claim, claim["$defs"]))
    yield "persistentvolumeclaim.schema.json", _finished(schema, f"{PACKAGE} {VERSIONS['2.3']}")
    flux = _from_crd(_crd(crds / "kustomize.toolkit.fluxcd.io_kustomizations.yaml"))
    schema = _object("Kustomization", FLUX_API, flux)
    yield "flux-kustomization.schema.json", _finished(schema, "the CRD of Flux's kustomize-controller")


def _finished(schema: Schema, source: str) -> Schema:
    """With the rules that stand in no source, and a head that says where it came from."""
    kind = " ".join(schema["properties"][key]["enum"][0] for key in ("apiVersion", "kind"))
    for path, rule in RULES.get(kind, {}).items():
        _at(schema, path).update(rule)
    comment = f"Code generated by tools/generate_kubernetes_schemas.py from {source}; DO NOT EDIT."
    return {"$comment": comment, "$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _models(release: str) -> Mapping[str, Schema]:
    """The models of a release as JSON Schemas, made in a process of its own: each release is the same package."""
    script = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import kubeflow_trainer_api.models as m; "
        "print(json.dumps({n: getattr(m, n).model_json_schema(by_alias=True) for n in sys.argv[2:]}))"
    )
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
        subprocess.run([*pip, f"{PACKAGE}=={release}"], check=True)
        wheel = next(Path(folder).glob("*.whl"))
        command = [sys.executable, "-c", script, str(wheel), *KINDS.values(), CLAIM]
        models: Mapping[str, Schema] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return models


def _crd(file: Path) -> Schema:
    definition = yaml.load(file.read_bytes(), yaml.CSafeLoader)
    schema: Schema = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    return schema


def _object(kind: str, api_version: str, schema: Schema) -> Schema:
    """A root object: exactly this kind, and of its metadata only what a file in Git has reason to say."""
    namespaced = {} if kind.startswith("Cluster") else {"namespace": RFC_1123}
    metadata = {"name": SUBDOMAIN, **namespaced, "labels": TEXTS, "annotations": TEXTS}
    made: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "properties": {
            "apiVersion": {"enum": [api_version]},
            "kind": {"enum": [kind]},
            "metadata": {
                "type": "object",
                "additionalProperties": False,
                "required": sorted({"name", *namespaced}),
                "properties": copy.deepcopy(metadata),
            },
            "spec": schema["properties"]["spec"],
        },
    }
    return made


def _at(schema: Schema, path: str) -> Schema:
    for key in path.split("."):
        schema = schema["items"] if key == "items" else schema["properties"][key]
    return schema


def _inline(schema: Schema, definitions: Mapping[str, Schema]) -> Schema:
    """A pydantic schema without references, descriptions and nulls."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return _special(name) or _inline(definitions[name], definitions)
    if "anyOf" in schema:
        (only,) = (option for option in schema["anyOf"] if option.get("type") != "null")
        return _inline(only, definitions)
    kind = schema.get("type")
    if kind == "array":
        return {"type": "array", "items": _inline(schema["items"], definitions)}
    if kind != "object":
        return {"type": kind} if kind else {}
    more = schema.get("additionalProperties", False)
    made: Schema = {"type": "object", "additionalProperties": more}
    if isinstance(more, dict):
        made["additionalProperties"] = _inline(more, definitions)
    if "properties" in schema:
        made["properties"] = {key: _inline(value, definitions) for key, value in schema["properties"].items()}
    if schema.get("required"):
        made["required"] = schema["required"]
    return made


def _special(name: str) -> Schema | None:
    if name.endswith("Quantity"):
        return copy.deepcopy(QUANTITY)
    if name.endswith("IntOrString"):
        return {"type": ["integer", "string"]}
    if name.endswith("MetaV1ObjectMeta"):
        return copy.deepcopy(EMBEDDED_METADATA)
    return None


def _tighten_spec(schema: Schema, crd: Schema, *, exact: bool) -> None:
    """Adds what the CRD knows; with `exact` the CRD is of the same version and its fields are all there are."""
    spec = schema["properties"]["spec"]
    _tighten(spec, crd["properties"]["spec"], exact=exact)
    overrides = spec["properties"].get("podTemplateOverrides")
    if overrides is not None:
        job = "spec.runtimePatches.items.trainingRuntimeSpec.template.spec.replicatedJobs.items"
        path = f"{job}.template.spec.template.spec"
        _tighten(overrides["items"]["properties"]["spec"], _at(crd, path), exact=False)


def _tighten(schema: Schema, crd: Schema, *, exact: bool) -> None:
    if crd.get("x-kubernetes-int-or-string") and schema.get("pattern") == QUANTITY["pattern"]:
        return
    schema.update(_constraints(crd))
    known = crd.get("properties", {})
    if exact and known and "properties" in schema:
        schema["properties"] = {key: value for key, value in schema["properties"].items() if key in known}
    if crd.get("type") == "object" and not known and schema.get("additionalProperties") is True:
        schema["additionalProperties"] = False
    required = {*schema.get("required", ()), *(set(crd.get("required", ())) & set(schema.get("properties", {})))}
    if required:
        schema["required"] = sorted(required)
    for key, value in schema.get("properties", {}).items():
        if key in known:
            _tighten(value, known[key], exact=exact)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict) and isinstance(crd.get(key), dict):
            _tighten(schema[key], crd[key], exact=exact)


def _constraints(crd: Schema) -> Schema:
    made = {key: crd[key] for key in COPIED if key in crd}
    if crd.get("format") == "int32":
        made = {**INT32, **made}
    if crd.get("x-kubernetes-list-type") in {"map", "set"}:
        made["x-kubernetes-list-map-keys"] = crd.get("x-kubernetes-list-map-keys", [])
    return made


def _from_crd(crd: Schema) -> Schema:
    """A CRD's schema, strict."""
    made = _constraints(crd)
    if crd.get("x-kubernetes-int-or-string"):
        return {"type": ["integer", "string"], **made}
    if crd.get("type") != "object":
        return {"type": crd["type"], **made} | ({"items": _from_crd(crd["items"])} if "items" in crd else {})
    if crd.get("x-kubernetes-preserve-unknown-fields"):
        return {"type": "object", **made}
    more = crd.get("additionalProperties", False)
    made |= {"type": "object", "additionalProperties": _from_crd(more) if isinstance(more, dict) else more}
    if "properties" in crd:
        made["properties"] = {key: _from_crd(value) for key, value in crd["properties"].items()}
    if crd.get("required"):
        made["required"] = crd["required"]
    return made


if __name__ == "__main__":
    sys.exit(main())
