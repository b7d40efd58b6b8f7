"""Clients of buckets: which keys, which endpoint, or none of both for public ones."""

import re
import socket
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from obstore.store import GCSStore, S3Store

from gitune_initializer.errors import ExitCode, InitializerError
from gitune_initializer.reference import ObjectReference

if TYPE_CHECKING:  # obstore has these for type checkers alone
    from obstore.store import ClientConfig, GCSConfig, RetryConfig, S3Config

Bucket = S3Store | GCSStore

_IDENTITIES = (
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
_METADATA_SERVER = ("metadata.google.internal", 80)
# Attempts are counted, said and spaced by this package, not within the client.
_NO_RETRIES: "RetryConfig" = {"max_retries": 0, "retry_timeout": timedelta(seconds=1)}


def open_bucket(reference: ObjectReference, access: Mapping[str, str], timeout: timedelta) -> tuple[Bucket, bool]:
    """Return a client, and whether it reads as a stranger."""
    try:
        if reference.scheme == "gs":
            return _google(reference, access, timeout)
        return _amazon(reference, access, timeout)
    except InitializerError:
        raise
    except Exception as error:
        # The client's message may hold a key.
        raise InitializerError(
            ExitCode.TOKEN if access.get("GOOGLE_SERVICE_ACCOUNT_KEY") else ExitCode.USAGE,
            f"The settings for {reference.scheme}://{reference.bucket} cannot be used ({type(error).__name__}): check "
            "the keys in the secret, AWS_ENDPOINT_URL and AWS_REGION.",
        ) from None


def _amazon(reference: ObjectReference, access: Mapping[str, str], timeout: timedelta) -> tuple[Bucket, bool]:
    endpoint = _endpoint(access.get("AWS_ENDPOINT_URL", "").strip())
    is_anonymous = not access.get("AWS_ACCESS_KEY_ID", "").strip() and not any(map(access.get, _IDENTITIES))
    config: S3Config = {"region": access.get("AWS_REGION", "").strip() or "us-east-1", "skip_signature": is_anonymous}
    if endpoint:
        config["endpoint"] = endpoint
    # Secrets made by `echo` end in a newline.
    if key := access.get("AWS_ACCESS_KEY_ID", "").strip():
        config["access_key_id"] = key
        config["secret_access_key"] = access.get("AWS_SECRET_ACCESS_KEY", "").strip()
    if token := access.get("AWS_SESSION_TOKEN", "").strip():
        config["session_token"] = token
    client = _client(timeout, allow_http=endpoint.startswith("http://"))
    store = S3Store(reference.bucket, config=config, client_options=client, retry_config=_NO_RETRIES)
    return store, is_anonymous


def _endpoint(text: str) -> str:
    """Check an address; the client ends the whole process at one that is none."""
    parts = urlsplit(text)
    if text and not (parts.scheme in {"http", "https"} and re.fullmatch(r"[\w.\[\]:-]+", parts.netloc)):
        raise InitializerError(
            ExitCode.USAGE, "AWS_ENDPOINT_URL must be an address such as https://storage.example, without a login."
        )
    return text


def _google(reference: ObjectReference, access: Mapping[str, str], timeout: timedelta) -> tuple[Bucket, bool]:
    key = access.get("GOOGLE_SERVICE_ACCOUNT_KEY", "").strip()
    is_anonymous = not key and not access.get("GOOGLE_APPLICATION_CREDENTIALS") and not _has_metadata_server(access)
    config: GCSConfig = {"skip_signature": is_anonymous}
    if key:
        config["service_account_key"] = key
    # Storage elsewhere than Google's is named in the key (`gcs_base_url`), as the client reads it.
    client = _client(timeout, allow_http=bool(key))
    store = GCSStore(reference.bucket, config=config, client_options=client, retry_config=_NO_RETRIES)
    return store, is_anonymous


def _has_metadata_server(access: Mapping[str, str]) -> bool:
    """Whether the pod has an identity of Google's: with one, this server answers at once."""
    host = access.get("GCE_METADATA_HOST") or _METADATA_SERVER[0]
    try:
        socket.create_connection((host, _METADATA_SERVER[1]), timeout=2.0).close()
    except OSError:
        return False
    return True


def _client(timeout: timedelta, *, allow_http: bool) -> "ClientConfig":
    # The client's `timeout` bounds a whole answer, body and all; a part of 32 MiB gets the time that a slow line needs.
    return {"allow_http": allow_http, "connect_timeout": timeout, "timeout": timeout * 20}
