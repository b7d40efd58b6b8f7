"""`hf://`: a repository of a Hugging Face Hub, through huggingface_hub: its endpoint, its token, its errors."""

from __future__ import annotations

import re
from typing import Any, Literal
from urllib.parse import urlsplit

from gitune.resolve.failures import Failure
from gitune.resolve.hub_failures import Explainer
from gitune.resolve.listing import Listing, RemoteFile
from gitune.resolve.network import TIMEOUT, Network, PassingError
from gitune.resolve.web import read_part

_COMMIT = re.compile(r"[0-9a-f]{40}")
_MOST_FILES_IN_ONE_ANSWER = 1000
"""A Hub cuts the list of files in its description of a larger repository."""


class HubRemote:
    """One repository."""

    def __init__(self, network: Network, role: Literal["model", "dataset"], repository: str) -> None:
        from huggingface_hub import HfApi, get_token  # noqa: PLC0415

        self._network, self._role, self._repository = network, role, repository
        self._api = HfApi(library_name="gitune")
        self._explainer = Explainer(self._api, role, repository, has_token=bool(get_token()))
        self._addresses: dict[tuple[str | None, str], str] = {}

    def listing(self, revision: str | None) -> Listing:
        """The repository at a branch, tag or commit, with sizes and hashes."""
        asked = revision or "main"
        _ = self._network.hub  # its requests are counted from the first one on
        what = f"asking {self._api.endpoint} for {self._repository}"
        try:
            return self._network.retrying(what, lambda: self._listing(asked))
        except Failure:
            raise
        except Exception as error:
            raise self._explainer.explain(error, asked) from error

    def read(self, listing: Listing, file: RemoteFile, start: int = 0, end: int | None = None) -> bytes:
        """A part of a file at the listing's commit."""
        what = f"reading {file.path} of {self._repository}"
        try:
            return self._network.retrying(what, lambda: self._part(listing, file, start, end))
        except Failure:
            raise
        except Exception as error:
            raise self._explainer.explain(error, listing.revision or "main", file.path) from error

    def _listing(self, asked: str) -> Listing:
        info, complete = self._describe(asked)
        commit = info.sha or ""
        if not _COMMIT.fullmatch(commit):
            message = f"{self._api.endpoint} does not say which commit `{asked}` of {self._repository} is"
            raise Failure("GT440", message, "check that HF_ENDPOINT is a Hugging Face Hub")
        files = info.siblings if complete else self._tree(commit)
        return Listing(
            revision=commit,
            files=tuple(map(_file, files)),
            page=f"{self._explainer.page}/tree/{asked}",
            license=_license(info),
            gated=bool(getattr(info, "gated", False)),
        )

    def _describe(self, asked: str) -> tuple[Any, bool]:
        """The repository, and whether its list of files is whole and says their hashes.

        Some servers refuse the question for files' hashes (401) and answer the one without.
        """
        describe = self._api.dataset_info if self._role == "dataset" else self._api.model_info
        try:
            info = describe(self._repository, revision=asked, timeout=TIMEOUT, files_metadata=True)
        except Exception as error:
            if not self._explainer.may_only_be_the_question(error):
                raise
            try:
                return describe(self._repository, revision=asked, timeout=TIMEOUT), False
            except Exception:
                raise error from None
        files = info.siblings or []
        return info, 0 < len(files) < _MOST_FILES_IN_ONE_ANSWER and all(file.blob_id for file in files)

    def _tree(self, commit: str) -> list[Any]:
        found = self._api.list_repo_tree(self._repository, recursive=True, revision=commit, repo_type=self._role)
        return [entry for entry in found if hasattr(entry, "blob_id")]

    def _part(self, listing: Listing, file: RemoteFile, start: int, end: int | None) -> bytes:
        """A large file's address is asked for once: the Hub redirects to a storage, by an address that expires."""
        from huggingface_hub import hf_hub_url  # noqa: PLC0415
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # noqa: PLC0415

        key = (listing.revision, file.path)
        known = self._addresses.pop(key, None)
        address = known or hf_hub_url(
            self._repository,
            file.path,
            repo_type=self._role,
            revision=listing.revision,
            endpoint=self._api.endpoint,
        )
        same = urlsplit(address).netloc == urlsplit(self._api.endpoint).netloc
        headers = build_hf_headers(library_name="gitune") if same else {}
        part = read_part(self._network.hub, address, headers, (start, end), self._check)
        self._addresses[key] = part.address
        return part.data

    def _check(self, response: Any) -> None:
        from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]  # noqa: PLC0415

        if urlsplit(str(response.url)).netloc != urlsplit(self._api.endpoint).netloc:
            raise PassingError(f"HTTP {response.status_code} from the Hub's storage")
        hf_raise_for_status(response)


def _file(entry: Any) -> RemoteFile:
    """A file as a description or a tree says it."""
    lfs = entry.lfs
    size = entry.size if entry.size is not None else (lfs.size if lfs else 0)
    return RemoteFile(entry.rfilename, size, lfs.sha256 if lfs else None, None if lfs else entry.blob_id)


def _license(info: Any) -> str | None:
    card = getattr(info, "card_data", None)
    said = card.get("license") if card is not None else None
    if isinstance(said, str) and said:
        return said
    tags = (tag.removeprefix("license:") for tag in info.tags or () if tag.startswith("license:"))
    return next(tags, None)
