"""Sealed files in an S3-compatible bucket (the extra ``s3``); chosen by settings, tested against moto."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

_PART = 5 * 1024 * 1024
_READ = 256 * 1024


class S3Writer:
    """Sends parts of 5 MiB; the object exists for nobody before ``commit``, and a killed upload leaves no object.

    A bucket's life-cycle rule should clear multipart uploads that were never finished.
    """

    def __init__(self, target: Any, parameters: dict[str, Any]) -> None:
        """Remember where the object goes; nothing is sent yet."""
        self._target = target
        self._parameters = parameters
        self._buffer = bytearray()
        self._upload: Any = None
        self._parts: list[dict[str, Any]] = []

    def write(self, data: bytes, /) -> None:
        """Append bytes, and send a part when there is enough for one."""
        self._buffer += data
        if len(self._buffer) >= _PART:
            self._send_part()

    def commit(self) -> None:
        """Finish the object: in one request if it is small."""
        if self._upload is None:
            self._target.put(Body=bytes(self._buffer), **self._parameters)
            return
        if self._buffer:
            self._send_part()
        self._upload.complete(MultipartUpload={"Parts": self._parts})

    def abort(self) -> None:
        """Forget what was sent."""
        if self._upload is not None:
            with suppress(ClientError):
                self._upload.abort()

    def _send_part(self) -> None:
        if self._upload is None:
            self._upload = self._target.initiate_multipart_upload(**self._parameters)
        number = len(self._parts) + 1
        answer = self._upload.Part(number).upload(Body=bytes(self._buffer))
        self._parts.append({"ETag": answer["ETag"], "PartNumber": number})
        self._buffer.clear()


class S3Blobs(S3Storage):
    """Sealed files as objects of a private bucket."""

    def writer(self, key: str) -> S3Writer:
        """Begin a new blob."""
        return S3Writer(self._object(key), self.get_object_parameters(key))

    def chunks(self, key: str, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """Yield the bytes of a blob from ``start``; a missing blob raises FileNotFoundError."""
        end = "" if length is None else str(start + length - 1)
        try:
            body = self._object(key).get(Range=f"bytes={start}-{end}")["Body"]
        except ClientError as error:
            if _is_missing(error):
                raise FileNotFoundError(key) from error
            raise
        with body:
            yield from body.iter_chunks(_READ)

    def size_of(self, key: str) -> int | None:
        """Return the size of a blob, or None when there is none."""
        try:
            return int(self._object(key).content_length)
        except ClientError as error:
            if _is_missing(error):
                return None
            raise

    def discard(self, key: str) -> None:
        """Delete a blob; one that is not there is no error."""
        self._object(key).delete()

    def keys(self, *, older_than: dt.datetime) -> Iterator[str]:
        """Yield the keys of blobs written before a moment."""
        prefix = f"{self.location.strip('/')}/" if self.location else ""
        for found in self.bucket.objects.filter(Prefix=prefix):
            if found.last_modified < older_than:
                yield found.key.removeprefix(prefix)

    def _object(self, key: str) -> Any:
        return self.bucket.Object(self._normalize_name(key))


def _is_missing(error: ClientError) -> bool:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404  # noqa: PLR2004 - not found
