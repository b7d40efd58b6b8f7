"""What a storage's answers mean for a start: worth another attempt, or a sentence for the person who wrote the spec."""

import re

from obstore.exceptions import (
    BaseError,
    GenericError,
    NotFoundError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.reference import ObjectReference
from gitune_initializer.retry import Setback

_CODE = re.compile(r"<Code>(\w+)</Code>")
_STATUS = re.compile(r"status code: (\d{3})")
_BAD_KEYS = {
    "AuthFailure",
    "ExpiredToken",
    "InvalidAccessKeyId",
    "InvalidToken",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
}
_MAY_PASS = {"InternalError", "RequestTimeout", "ServiceUnavailable", "SlowDown", "Throttling"}


class Explainer:
    """Knows the bucket and whether it is read as a stranger, and so what each failure means."""

    def __init__(self, reference: ObjectReference, *, is_anonymous: bool) -> None:
        self._bucket = f"{reference.scheme}://{reference.bucket}"
        self._uri = f"{self._bucket}/{reference.path}"
        self._is_anonymous = is_anonymous

    def judge(self, error: Exception) -> Setback:
        """Say that `error` may pass; raise what it means, or itself, where it will not."""
        if not isinstance(error, BaseError | FileNotFoundError):
            raise error
        code = _code(error)
        if code == "NoSuchBucket":
            raise self._no_bucket() from None
        if code in _BAD_KEYS or (isinstance(error, UnauthenticatedError) and not self._is_anonymous):
            raise self._bad_keys(code) from None
        if isinstance(error, NotFoundError | FileNotFoundError):
            raise self._no_object() from None
        if isinstance(error, PermissionDeniedError | UnauthenticatedError):
            raise self._refused() from None
        status = _status(error)
        if isinstance(error, GenericError) and (code in _MAY_PASS or status is None or status >= 500 or status == 429):
            return Setback(f"HTTP {status}" if status else code or "no answer")
        raise self._unknown(status, code) from None

    def _no_bucket(self) -> InitializerError:
        return InitializerError(
            ExitCode.NOT_FOUND,
            f"There is no bucket {self._bucket}: check the source's name, AWS_REGION and AWS_ENDPOINT_URL.",
        )

    def _no_object(self) -> InitializerError:
        return InitializerError(
            ExitCode.NOT_FOUND,
            f"An object of {self._uri} is not there (any more): check the source's path, or lock it anew.",
        )

    def _bad_keys(self, code: str | None) -> InitializerError:
        return InitializerError(
            ExitCode.TOKEN,
            f"The storage does not accept the keys for {self._bucket} ({code or 'unauthenticated'}): make new ones and "
            "put them in the secret.",
        )

    def _refused(self) -> InitializerError:
        if self._is_anonymous:
            return InitializerError(
                ExitCode.TOKEN,
                f"{self._bucket} is not public and there are no keys: name a secret with keys in secretRef, or give "
                "the pod an identity of the cloud.",
            )
        return InitializerError(
            ExitCode.REFUSED,
            f"The keys may not read {self._uri}: allow them to list the bucket and to get its objects.",
        )

    def _unknown(self, status: int | None, code: str | None) -> InitializerError:
        what = " ".join(filter(None, [str(status or ""), code])) or "an error"
        return InitializerError(
            ExitCode.RETRIES_EXHAUSTED,
            f"The storage answered {what} for {self._uri}: check AWS_ENDPOINT_URL and AWS_REGION, then start again.",
        )


def _code(error: Exception) -> str | None:
    match = _CODE.search(str(error))
    return match[1] if match else None


def _status(error: Exception) -> int | None:
    match = _STATUS.search(str(error))
    return int(match[1]) if match else None
