"""Sealed files in an S3-compatible bucket (the extra ``s3``); chosen by settings, tested against moto."""

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from typing import Any, BinaryIO

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

_PART = 5 * 1024 * 1024
_READ = 256 * 1024


class StorageAway(OSError):
    """The bucket cannot be reached or refused; callers treat it as they treat a full disk."""


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == HTTPStatus.NOT_FOUND:
            raise FileNotFoundError(str(error)) from error
        raise StorageAway(str(error)) from error
    except BotoCoreError as error:
        raise StorageAway(str(error)) from error


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

    def write(self, data: memoryview, /) -> None:
        """Append bytes, and send a part when there is enough for one."""
        self._buffer += data
        if len(self._buffer) >= _PART:
            with _as_os_error():
                self._send_part()

    def commit(self) -> None:
        """Finish the object: in one request if it is small."""
        with _as_os_error():
            if self._upload is None:
                self._target.put(Body=bytes(self._buffer), **self._parameters)
                return
            if self._buffer:
                self._send_part()
            self._upload.complete(MultipartUpload={"Parts": self._parts})

    def abort(self) -> None:
        """Forget what was sent."""
        if self._upload is not None:
            with suppress(OSError), _as_os_error():
                self._upload.abort()

    def _send_part(self) -> None:
        if self._upload is None:
            self._upload = self._target.initiate_multipart_upload(**self._parameters)
        number = len(self._parts) + 1
        answer = self._upload.Part(number).upload(Body=bytes(self._buffer))
        self._parts.append({"ETag": answer["ETag"], "PartNumber": number})
        self._buffer.clear()


class S3Reader(io.RawIOBase):
    """Reads an object from any place: one request per jump, none for reading on."""

    def __init__(self, source: Any, size: int) -> None:
        """Remember the object; nothing is asked for yet."""
        super().__init__()
        self._source = source
        self._size = size
        self._at = 0
        self._body: Any = None

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Jump; the request follows with the next read."""
        at = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence] + offset
        if at != self._at:
            self._hang_up()
        self._at = at
        return at

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the object goes."""
        if self._at >= self._size:
            return 0
        with _as_os_error():
            if self._body is None:
                self._body = self._source.get(Range=f"bytes={self._at}-")["Body"]
            data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        """End the request that may be open."""
        self._hang_up()
        super().close()

    def _hang_up(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


class S3Blobs(S3Storage):  # type: ignore[misc] # django-storages has no types
    """Sealed files as objects of a private bucket."""

    def writer(self, key: str) -> S3Writer:
        """Begin a new blob."""
        return S3Writer(self._object(key), self.get_object_parameters(key))

    def reader(self, key: str) -> BinaryIO:
        """Open a blob for reading from anywhere; a missing blob raises FileNotFoundError."""
        size = self.size_of(key)
        if size is None:
            raise FileNotFoundError(key)
        return io.BufferedReader(S3Reader(self._object(key), size), _READ)

    def size_of(self, key: str) -> int | None:
        """Return the size of a blob, or None when there is none."""
        try:
            with _as_os_error():
                return int(self._object(key).content_length)
        except FileNotFoundError:
            return None

    def discard(self, key: str) -> None:
        """Delete a blob; one that is not there is no error."""
        with _as_os_error():
            self._object(key).delete()

    def keys(self, *, older_than: dt.datetime) -> Iterator[str]:
        """Yield the keys of blobs written before a moment."""
        prefix = f"{self.location.strip('/')}/" if self.location else ""
        with _as_os_error():
            for found in self.bucket.objects.filter(Prefix=prefix):
                if found.last_modified < older_than:
                    yield found.key.removeprefix(prefix)

    def _object(self, key: str) -> Any:
        return self.bucket.Object(self._normalize_name(key))
