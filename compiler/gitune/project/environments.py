"""`environments` of the project file: the same specs for several clusters."""

from __future__ import annotations

from collections.abc import Iterator

from gitune.canonical.places import resolved
from gitune.diagnostics.model import Finding, Path
from gitune.diagnostics.nearest import did_you_mean
from gitune.layers.merge import merged
from gitune.project.environment import ENVIRONMENTS, Environment, Read
from gitune.project.model import Project
from gitune.project.overlays import FOR_SPECS, OVERLAYS, overlay_mistakes, overlays_of
from gitune.project.parse import parse_project
from gitune.source.document import Document
from gitune.source.layer import Layer
from gitune.source.origin import Origin
from gitune.spec.words import quoted

_NOT_HERE = ("apiVersion", "environments", "kind")
_WHOLE_SPECS = ("apiVersion", "extends", "kind")


def several_of(document: Document, project: Project) -> Read:
    """The environments of a project file, or the one of a file that has defaults alone."""
    mistakes = [document.resolve(finding) for finding in _of_whole_specs(document, ("defaults",))]
    if mistakes:
        return Read((), tuple(mistakes))
    below = _layers(document, Origin("default", ""), ("defaults",))
    if not project.environments:
        return Read((Environment(None, project, document, below, ()),), ())
    made = [_environment(document, name, project) for name in project.environments]
    diagnostics = [diagnostic for each in made for diagnostic in each.diagnostics]
    found = tuple(environment for each in made for environment in each.environments)
    diagnostics += [document.resolve(finding) for finding in _same_output(found)]
    return Read(() if diagnostics else found, tuple(diagnostics))


def _environment(document: Document, name: str, project: Project) -> Read:
    place, origin = (ENVIRONMENTS, name), Origin("environment", name)
    own = document.layer(origin, place)
    mistakes = [*_mistakes(project.environments[name], name), *_unknown(project.environments[name], name)]
    mistakes += [finding for part in _parts(document, place) for finding in _of_whole_specs(document, part)]
    if own is None or mistakes:
        return Read((), tuple(document.resolve(finding) for finding in mistakes))
    merging = merged(document, (), [own], FOR_SPECS | {ENVIRONMENTS})
    parsed = parse_project(merging)
    if parsed.project is None:
        return Read((), tuple(merging.resolve(finding) for finding in parsed.findings))
    output = f"{project.output.rstrip('/')}/{name}"
    if "output" not in project.environments[name]:
        parsed = parsed._replace(project=parsed.project.model_copy(update={"output": output}))
    above = overlays_of(document, project.environments[name], place, origin)
    below = _layers(merging, Origin("default", ""), ("defaults",))
    return Read((Environment(name, parsed.project or project, merging, below, above),), ())


def _layers(document: Document, origin: Origin, path: Path, at: Path = ()) -> tuple[Layer, ...]:
    layer = document.layer(origin, path, at)
    return () if layer is None else (layer,)


def _mistakes(environment: dict[str, object], name: str) -> Iterator[Finding]:
    place = (ENVIRONMENTS, name)
    for key in _NOT_HERE:
        if key in environment:
            yield Finding("GT545", f"`{key}` is the same in all environments", (*place, key), "key")
    yield from overlay_mistakes(environment, place)


def _parts(document: Document, place: Path) -> Iterator[Path]:
    """Where an environment says parts of specs."""
    yield from ((*place, name) for name in ("defaults", "set", "spec"))
    index = 0
    while document.has((*place, OVERLAYS, index)):
        yield from ((*place, OVERLAYS, index, name) for name in ("set", "spec"))
        index += 1


def _of_whole_specs(document: Document, place: Path) -> Iterator[Finding]:
    """What a part of a spec cannot say."""
    for key in _WHOLE_SPECS:
        if document.has((*place, key)):
            hint = "write out what the base says" if key == "extends" else "leave it out"
            yield Finding("GT545", f"`{key}` stands in specs and their bases only", (*place, key), "key", hint)


def _unknown(environment: dict[str, object], name: str) -> Iterator[Finding]:
    fields = {str(field.alias) for field in Project.model_fields.values()}
    known = sorted(fields.difference(_NOT_HERE) | FOR_SPECS)
    for key in environment:
        if key not in fields and key not in FOR_SPECS:
            others = f"the fields are {', '.join(f'`{each}`' for each in known)}"
            hint = f"write `spec: {{{key}: ...}}`" if key in _sections() else did_you_mean(key, known, others)
            yield Finding(
                "GT101", f"unknown field {quoted(key)} of an environment", (ENVIRONMENTS, name, key), "key", hint
            )


def _sections() -> frozenset[str]:
    """The sections of a spec."""
    from gitune.spec.finetune import FineTune  # noqa: PLC0415 (only a mistake asks for it)

    return frozenset(str(field.alias) for field in FineTune.model_fields.values())


def _same_output(environments: tuple[Environment, ...]) -> Iterator[Finding]:
    """Trees that would be written over each other."""
    for index, environment in enumerate(environments):
        for other in environments[:index]:
            if _inside(environment.project.output, other.project.output):
                tree = other.project.output
                message = f"`{environment.name}` and `{other.name}` would render into one tree, `{tree}`"
                hint = "give one of them another `output`, or leave it out"
                yield Finding("GT546", message, (ENVIRONMENTS, environment.name or ""), "key", hint)


def _inside(one: str, other: str) -> bool:
    one, other = f"/{resolved('', one)}/".replace("//", "/"), f"/{resolved('', other)}/".replace("//", "/")
    return one.startswith(other) or other.startswith(one)
