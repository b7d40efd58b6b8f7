"""One run's sections: what is kept of its pins, and what has to be asked."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future
from typing import Any, NamedTuple

from gitune.lock.model import Lock, LockedDataset, LockedImage, LockedImages, LockedModel, LockedSource
from gitune.plan.model import SourcePlan
from gitune.plan.reading import counted, split_name
from gitune.resolve.dataset_section import Resolved, refresh_dataset, resolve_dataset
from gitune.resolve.failures import Failure, Remark
from gitune.resolve.images import ROLES, images_of, resolve_image
from gitune.resolve.model_facts import resolve_model
from gitune.resolve.seen import Seen, fits
from gitune.resolve.sources import Role, Sources
from gitune.resolve.wishes import Choices, Part, Pins, Said, Wish

Answers = Mapping[Hashable, "Future[Any]"]


class Sections(NamedTuple):
    """The sections of one run's lock."""

    seen: Seen
    choices: Choices
    sources: Sources

    @property
    def wish(self) -> Wish:
        """The run."""
        return self.seen.wish

    @property
    def existing(self) -> Lock | None:
        """What is pinned already, as far as it is this run's."""
        return self.seen.lock

    def tasks(self) -> Iterator[tuple[Hashable, Callable[[], Any]]]:
        """What has to be asked; equal keys are equal questions, in whatever run of whatever spec they stand."""
        plan, sources = self.wish.plan, self.sources
        kept_model, kept_dataset = self._kept_model(), self._kept_dataset()
        if kept_model is None and sources.can_be_asked("model", plan.model.source):
            yield self._model_key(), lambda: resolve_model(sources, plan.model)
        revision = kept_model.revision if kept_model else None
        if kept_dataset is None and sources.can_be_asked("dataset", plan.dataset.source):
            yield self._dataset_key(None), lambda: resolve_dataset(sources, plan, revision)
        elif kept_dataset is not None and self._facts_may_be_old():
            yield self._dataset_key(kept_dataset), lambda: self._refreshed(kept_dataset, revision)
        for image in self._asked_images():
            yield ("image", image), lambda image=image: resolve_image(sources.network, image)  # type: ignore[misc]

    def standing(self) -> Pins:
        """What stays where nothing is asked."""
        model, dataset, kept = self._kept_model(), self._kept_dataset(), [self._kept_image(role) for role in ROLES]
        initializer, trainer = kept if self.choices.images else (None, None)
        images = None
        if initializer is not None and trainer is not None:
            images = LockedImages.model_construct(initializer=initializer, trainer=trainer)
        return Pins(model, dataset, images)

    def model(self, answers: Answers, said: list[Said]) -> LockedModel | None:
        """The model's section."""
        kept = self._kept_model()
        if kept is not None:
            return kept
        if self._model_key() not in answers:
            said.append(self._volume("model", self.wish.plan.model.source))
            return None
        found: LockedModel | None = _answer(answers, self._model_key(), "model", said)
        return found

    def dataset(self, answers: Answers, said: list[Said]) -> LockedDataset | None:
        """The dataset's section."""
        kept = self._kept_dataset()
        key = self._dataset_key(kept)
        if key not in answers:
            if kept is None:
                said.append(self._volume("dataset", self.wish.plan.dataset.source))
            return kept
        found = _answer(answers, key, "dataset", said)
        if found is None:
            return None
        said += (Said("dataset", remark) for remark in found.remarks)
        section: LockedDataset = found.section
        return section

    def images(self, answers: Answers, said: list[Said]) -> LockedImages | None:
        """The images' section; None where they are left out or one failed."""
        if not self.choices.images:
            return None
        names = images_of(self.wish.catalog, self.wish.project)
        found = {
            role: self._kept_image(role) or _answer(answers, ("image", names[role]), "images", said) for role in ROLES
        }
        initializer, trainer = found["initializer"], found["trainer"]
        if initializer is None or trainer is None:
            return None
        return LockedImages.model_construct(initializer=initializer, trainer=trainer)

    def _volume(self, part: Role, source: SourcePlan) -> Said:
        message = f"{source.uri} cannot be pinned from here: it stands inside the cluster"
        return Said(part, Remark("GT441", message, f"give a copy of it: `--copy {part}=FOLDER`"))

    def _kept_model(self) -> LockedModel | None:
        existing, source = self.existing, self.wish.plan.model.source
        return existing.model if existing and self._keeps("model", source, existing.model) else None

    def _kept_dataset(self) -> LockedDataset | None:
        existing, source = self.existing, self.wish.plan.dataset.source
        return existing.dataset if existing and self._keeps("dataset", source, existing.dataset) else None

    def _keeps(self, role: Role, source: SourcePlan, locked: LockedSource | None) -> bool:
        if locked is None or not fits(source, locked):
            return False
        anew = role in self.choices.upgrade and self.sources.can_be_asked(role, source)
        return not self.wish.asked or not (anew or self.sources.copied(role, source))

    def _kept_image(self, role: str) -> LockedImage | None:
        existing, anew = self.existing, self.wish.asked and "images" in self.choices.upgrade
        if existing is None or existing.images is None or anew:
            return None
        locked: LockedImage = getattr(existing.images, role)
        return locked if locked.image == images_of(self.wish.catalog, self.wish.project)[role] else None

    def _asked_images(self) -> list[str]:
        names = images_of(self.wish.catalog, self.wish.project)
        return [names[role] for role in ROLES if self.choices.images and self._kept_image(role) is None]

    def _facts_may_be_old(self) -> bool:
        if not self.sources.can_be_asked("dataset", self.wish.plan.dataset.source):
            return False
        model_asked = self._kept_model() is None and self.sources.can_be_asked("model", self.wish.plan.model.source)
        return model_asked or not self.seen.facts_fit

    def _refreshed(self, kept: LockedDataset, revision: str | None) -> Resolved:
        """Facts anew where they were counted of something else, or by another model's tokenizer."""
        before = self.existing.model if self.existing else None
        if self.seen.facts_fit and before is not None and self._is_same_model(before):
            return Resolved(kept)
        return refresh_dataset(self.sources, self.wish.plan, kept, revision)

    def _is_same_model(self, before: LockedModel) -> bool:
        source = self.wish.plan.model.source
        if not self.sources.can_be_asked("model", source):
            return False
        try:
            now = self.sources.listing("model", source, source.requested)
        except Failure:
            return True
        return (before.source, before.revision) == (source.uri, now.revision) and now.revision is not None

    def _model_key(self) -> Hashable:
        model = self.wish.plan.model
        return ("model", *_source_key(model.source), model.entry.id)

    def _dataset_key(self, kept: LockedDataset | None) -> Hashable:
        plan = self.wish.plan
        data = plan.dataset
        run = (data.format, data.is_file, split_name(data.split), counted(data))
        model = self._kept_model()
        before = self.existing.model if self.existing else None
        pins = (kept.model_dump_json(), before.model_dump_json() if before else None) if kept else None
        return ("dataset", *_source_key(data.source), run, self._model_key(), model.revision if model else None, pins)


def _answer(answers: Answers, key: Hashable, part: Part, said: list[Said]) -> Any:
    """A task's answer; None where it failed, and then why is among what is said."""
    try:
        return answers[key].result()
    except Failure as failure:
        said.append(Said(part, failure.remark))
        return None


def _source_key(source: SourcePlan) -> tuple[Hashable, ...]:
    return (source.uri, source.requested, source.endpoint, source.files)
