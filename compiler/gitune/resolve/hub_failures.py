"""What a Hub's refusals mean for the person who wrote the spec: each with the page to click."""

from __future__ import annotations

from typing import Any

from gitune.diagnostics.nearest import nearest
from gitune.resolve.failures import Failure, brief
from gitune.spec.words import quoted


class Explainer:
    """Knows the repository and whether there is a token, and so what each failure means."""

    def __init__(self, api: Any, role: str, repository: str, *, has_token: bool) -> None:
        self._api, self._role, self._repository, self._has_token = api, role, repository, has_token
        self.page = f"{api.endpoint}/{'datasets/' if role == 'dataset' else ''}{repository}"

    def may_only_be_the_question(self, error: Exception) -> bool:
        """Whether a refusal may be for asking files' hashes, and not for who asks."""
        return _status(error) == 401 and "Invalid credentials" not in str(error)

    def explain(self, error: Exception, revision: str, file: str | None = None) -> Failure:
        """The failure that an error of huggingface_hub means."""
        from huggingface_hub import errors  # noqa: PLC0415

        failure = self._status(error)
        match error:
            case errors.OfflineModeIsEnabled():
                failure = Failure("GT448", "HF_HUB_OFFLINE is set, and pins are asked from the Hub", "unset it")
            case errors.GatedRepoError():
                failure = self._gated()
            case errors.DisabledRepoError():
                failure = Failure("GT439", f"{self.page} was disabled on the Hub", "use another repository")
            case errors.RepositoryNotFoundError():
                failure = self._no_repository(error)
            case errors.RevisionNotFoundError():
                failure = self._no_revision(revision)
            case errors.EntryNotFoundError():
                message = f"{self._repository} lists `{file}` and does not have it"
                failure = Failure("GT436", message, f"look at {self.page}/tree/{revision}")
        return failure

    def _gated(self) -> Failure:
        if not self._has_token:
            message = f"`{self._repository}` is gated, and there is no access token here"
            hint = f"accept its terms at {self.page}, and put a token of that account into HF_TOKEN"
            return Failure("GT431", message, hint)
        message = f"`{self._repository}` is gated, and the token may not read it"
        hint = (
            f"ask for access at {self.page} with the token's account; a fine-grained token also needs the right to "
            "read gated repositories"
        )
        return Failure("GT432", message, hint)

    def _no_repository(self, error: Exception) -> Failure:
        # A Hub does not tell a stranger whether a repository is private or does not exist: both are 401.
        if _status(error) == 401 and not self._has_token:
            message = f"the Hub shows no {self._role} `{self._repository}` without an access token"
            hint = f"check its name at {self.page}; if it is private, put a token into HF_TOKEN"
        else:
            message = f"the Hub has no {self._role} `{self._repository}`, or the token may not see it"
            hint = f"check its name and the token's rights at {self.page}"
        return Failure("GT433", message, hint)

    def _no_revision(self, revision: str) -> Failure:
        known: list[str] = []
        try:
            refs = self._api.list_repo_refs(self._repository, repo_type=self._role)
            known = [ref.name for ref in (*refs.branches, *refs.tags)]
        except Exception:  # noqa: S110  the names would only have been a help
            pass
        near = nearest(revision, known)
        hint = f"did you mean `{near}`? " if near else ""
        message = f"`{self._repository}` has no branch, tag or commit {quoted(revision)}"
        return Failure("GT434", message, f"{hint}all are at {self.page}/tree/main")

    def _status(self, error: Exception) -> Failure:
        status = _status(error)
        if status == 401 and self._has_token:
            message = f"{self._api.endpoint} does not accept the access token"
            hint = f"make a new one at {self._api.endpoint}/settings/tokens and put it into HF_TOKEN"
            return Failure("GT437", message, hint)
        if status == 403:
            message = f"the token may not read `{self._repository}`"
            return Failure("GT439", message, f"let the token read it; its page is {self.page}")
        message = f"{self._api.endpoint} gave an answer for `{self._repository}` that is not a Hub's: {brief(error)}"
        return Failure("GT440", message, "check HF_ENDPOINT and the source's name")


def _status(error: Exception) -> int | None:
    status = getattr(getattr(error, "response", None), "status_code", None)
    return status if isinstance(status, int) else None
