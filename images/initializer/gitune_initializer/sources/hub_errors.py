"""What a Hub's answers mean for a start: worth another attempt, or a sentence for the person who wrote the spec."""

from json import JSONDecodeError

from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.request import Kind
from gitune_initializer.sources import http
from gitune_initializer.sources.protocol import BrokenTransferError


class Explainer:
    """Knows the repository, the revision and whether there is a token, and so what each failure means."""

    def __init__(self, endpoint: str, kind: Kind, repository: str, revision: str, *, has_token: bool) -> None:
        self._endpoint = endpoint
        self._repository = repository
        self._revision = revision
        self._has_token = has_token
        self._page = f"{endpoint}/{'datasets/' if kind is Kind.DATASET else ''}{repository}"

    def explain(self, error: Exception) -> InitializerError | None:
        """The sentence for a failure that will not pass; None for one that may, or that is not a Hub's."""
        if may_pass(error):
            return None
        if isinstance(error, OfflineModeIsEnabled):
            return InitializerError(
                ExitCode.USAGE, "HF_HUB_OFFLINE is set, but an hf:// source needs the Hub: unset it."
            )
        if isinstance(error, HFValidationError):
            return InitializerError(ExitCode.USAGE, f"A Hub has no repository of that name: {brief(error)}.")
        return self._answer(error) if isinstance(error, HfHubHTTPError) else None

    def _answer(self, error: HfHubHTTPError) -> InitializerError:
        match error:
            case GatedRepoError():
                return self._gated()
            case RepositoryNotFoundError():
                return self._repository_not_found(error)
            case RevisionNotFoundError():
                sentence = (
                    f"{self._repository} has no revision {self._revision!r}: choose one of {self._page}/tree/main."
                )
                return InitializerError(ExitCode.NOT_FOUND, sentence)
            case EntryNotFoundError():
                sentence = f"A file that {self._page} lists is not there: choose another revision."
                return InitializerError(ExitCode.NOT_FOUND, sentence)
            case DisabledRepoError():
                return InitializerError(ExitCode.REFUSED, f"{self._page} was disabled on the Hub: use another source.")
        return self._status(error.response.status_code)

    def _gated(self) -> InitializerError:
        if self._has_token:
            return InitializerError(
                ExitCode.REFUSED,
                f"{self._repository} is gated and the token may not read it: ask for access at {self._page} with "
                "the token's account, and let the token read gated repositories.",
            )
        return InitializerError(
            ExitCode.TOKEN,
            f"{self._repository} is gated and there is no token: accept its terms at {self._page}, then name a secret "
            "with a token of that account in secretRef.",
        )

    def _repository_not_found(self, error: RepositoryNotFoundError) -> InitializerError:
        # A Hub does not tell a stranger whether a repository is private or does not exist: both are 401.
        if error.response.status_code == 401 and not self._has_token:
            return InitializerError(
                ExitCode.TOKEN,
                f"{self._endpoint} shows no {self._repository} to a reader without a token: check its name, or, if it "
                "is private, name a secret with a token in secretRef.",
            )
        return InitializerError(
            ExitCode.NOT_FOUND,
            f"There is no {self._page}, or the token may not see it: check the source's name and the token's rights.",
        )

    def _status(self, status: int) -> InitializerError:
        if status in {404, 410}:
            sentence = f"There is no {self._page}: check HF_ENDPOINT and the source's name."
            return InitializerError(ExitCode.NOT_FOUND, sentence)
        if status == 403:
            sentence = f"{self._endpoint} refuses to show {self._repository}: let the token read it, or use another."
            return InitializerError(ExitCode.REFUSED, sentence)
        if status == 401:
            return InitializerError(ExitCode.TOKEN, self._unauthorised())
        return InitializerError(
            ExitCode.RETRIES_EXHAUSTED,
            f"{self._endpoint} answered {status} for {self._repository}: check HF_ENDPOINT, then start again.",
        )

    def _unauthorised(self) -> str:
        if self._has_token:
            return (
                f"{self._endpoint} does not accept the token: make a new one in its settings and put it in the secret."
            )
        return f"{self._endpoint} wants a token for {self._repository}: name a secret with one in secretRef."


def may_pass(error: Exception) -> bool:
    """Whether the same request may succeed a little later."""
    if isinstance(error, HfHubHTTPError):
        return http.may_pass_status(error.response.status_code)
    return isinstance(error, http.TransportError | BrokenTransferError | JSONDecodeError)


def brief(error: Exception) -> str:
    """A failure in a few words, without addresses."""
    if isinstance(error, HfHubHTTPError):
        return f"HTTP {error.response.status_code}"
    return http.brief(error)


def asked_pause(error: Exception) -> float | None:
    """Seconds that the Hub wants to be left alone, where it says so."""
    if not isinstance(error, HfHubHTTPError):
        return None
    value = error.response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else None
