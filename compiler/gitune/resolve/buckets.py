"""`s3://` and `gs://`: objects of a bucket, through obstore."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from gitune.resolve.failures import Failure
from gitune.resolve.listing import Listing, RemoteFile
from gitune.resolve.network import Network

_S3_KEYS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_GS_KEYS = ("GOOGLE_SERVICE_ACCOUNT", "GOOGLE_SERVICE_ACCOUNT_KEY", "GOOGLE_APPLICATION_CREDENTIALS")
_STATUS = re.compile(r"status code: (\d{3})")
_KIND = re.compile(r"kind: (\w+)")
_RETRY: dict[str, Any] = {"max_retries": 3, "retry_timeout": timedelta(seconds=30)}


class BucketRemote:
    """A prefix or one object of a bucket."""

    def __init__(self, network: Network, kind: str, bucket: str, path: str, endpoint: str | None) -> None:
        self._network, self._kind, self._bucket, self._path = network, kind, bucket, path
        self._is_object = False
        self._keyed = _has_keys(kind)
        self._store = _store(kind, bucket, endpoint or os.environ.get("AWS_ENDPOINT_URL"), keyed=self._keyed)

    @property
    def shown(self) -> str:
        """The source, for messages."""
        return f"{self._kind}://" + "/".join(filter(None, (self._bucket, self._path)))

    def listing(self, revision: str | None) -> Listing:
        """All objects below the prefix, or the one object of that name."""
        files = self._asked(self._below)
        if not files and self._path:
            files = self._asked(self._single)
        if not files:
            raise Failure("GT435", f"{self.shown} holds nothing", "check the path and that it was uploaded")
        return Listing(None, tuple(sorted(self._with_versions(files))), self.shown)

    def read(self, listing: Listing, file: RemoteFile, start: int = 0, end: int | None = None) -> bytes:
        """A part of one object."""
        import obstore  # noqa: PLC0415

        stop = file.size if end is None else end

        def work() -> bytes:
            self._network.count()
            return bytes(obstore.get_range(self._store, self._key(file.path), start=start, end=stop))

        return self._asked(work) if stop > start else b""

    def _below(self) -> list[RemoteFile]:
        import obstore  # noqa: PLC0415

        found = []
        self._network.count()
        for page in obstore.list(self._store, prefix=self._path or None, chunk_size=1000):
            found += [_file(entry, entry["path"].removeprefix(f"{self._path}/")) for entry in page]
        return [file for file in found if file.path and not (file.path.endswith("/") and not file.size)]

    def _single(self) -> list[RemoteFile]:
        import obstore  # noqa: PLC0415
        from obstore.exceptions import NotFoundError  # noqa: PLC0415

        self._network.count()
        try:
            entry = obstore.head(self._store, self._path)
        except (FileNotFoundError, NotFoundError):
            return []
        self._is_object = True
        return [_file(entry, self._path.rpartition("/")[2])]

    def _with_versions(self, files: list[RemoteFile]) -> list[RemoteFile]:
        """Lists do not say versions. A bucket keeps them for all objects or for none, so the first one tells."""
        first = self._asked(lambda: self._headed(files[0]))
        if first.version is None:
            return files
        return [first, *(self._asked(lambda file=file: self._headed(file)) for file in files[1:])]

    def _headed(self, file: RemoteFile) -> RemoteFile:
        import obstore  # noqa: PLC0415

        self._network.count()
        return _file(obstore.head(self._store, self._key(file.path)), file.path)

    def _key(self, path: str) -> str:
        return self._path if self._is_object else "/".join(filter(None, (self._path, path)))

    def _asked(self, work: Any) -> Any:
        from obstore import exceptions  # noqa: PLC0415

        try:
            return work()
        except (FileNotFoundError, exceptions.NotFoundError):
            raise self._absent() from None
        except (PermissionError, exceptions.PermissionDeniedError, exceptions.UnauthenticatedError):
            raise self._refused() from None
        except exceptions.BaseError as error:
            raise self._told(str(error)) from None

    def _told(self, text: str) -> Failure:
        """What a text of obstore means; the text itself holds addresses and is not shown."""
        status = _STATUS.search(text)
        if "NoSuchBucket" in text or (status and status[1] == "404"):
            return self._absent()
        if (status and status[1] in ("401", "403")) or "redential" in text:
            return self._refused()
        kind = _KIND.search(text)
        cause = f"HTTP {status[1]}" if status else f"no connection ({kind[1]})" if kind else "the connection broke"
        hint = "check the network, the endpoint and the region, then try again"
        return Failure("GT438", f"reading {self.shown} failed: {cause}", hint)

    def _absent(self) -> Failure:
        message = f"there is no bucket `{self._bucket}`, or it does not hold what it lists"
        return Failure("GT433", message, "check the bucket's name, the endpoint and the region")

    def _refused(self) -> Failure:
        message = f"{self.shown} may not be read with {'these keys' if self._keyed else 'no keys'}"
        names = (
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" if self._kind == "s3" else "GOOGLE_APPLICATION_CREDENTIALS"
        )
        return Failure("GT439", message, f"give {names} of an account that may list and read it")


def _file(entry: Any, path: str) -> RemoteFile:
    return RemoteFile(path, entry["size"], etag=entry["e_tag"], version=entry["version"])


def _has_keys(kind: str) -> bool:
    if kind == "s3":
        return any(os.environ.get(name) for name in _S3_KEYS)
    stored = Path.home() / ".config" / "gcloud" / "application_default_credentials.json"
    return any(os.environ.get(name) for name in _GS_KEYS) or stored.is_file()


def _store(kind: str, bucket: str, endpoint: str | None, *, keyed: bool) -> Any:
    from obstore.store import GCSStore, S3Store  # noqa: PLC0415

    client: Any = {"timeout": "30s", "connect_timeout": "10s"}
    if kind == "gs":
        return GCSStore(bucket, skip_signature=not keyed, client_options=client, retry_config=_RETRY)  # type: ignore[arg-type]
    config: Any = {"skip_signature": not keyed, "region": os.environ.get("AWS_REGION") or "us-east-1"}
    if endpoint:
        config["endpoint"] = endpoint
        client["allow_http"] = endpoint.startswith("http://")
    return S3Store(bucket, config=config, client_options=client, retry_config=_RETRY)  # type: ignore[arg-type]
