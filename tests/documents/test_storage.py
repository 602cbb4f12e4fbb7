"""Both storages keep the same promises: nothing visible before commit, reading from anywhere, nothing left behind."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from accounts.models import User
from documents import queries, storage
from documents.models import Slot
from documents.services import access, sweeping
from mycic import clock
from tests.documents import make
from tests.documents.receive import received, send

CREDENTIALS = {"access_key": "testing", "secret_key": "testing", "region_name": "us-east-1"}


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_endpoint: str, settings: Any) -> Any:
    client = boto3.resource(
        "s3",
        endpoint_url=s3_endpoint,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        region_name="us-east-1",
    )
    found = client.Bucket("mycic-documents")
    found.create()
    found.objects.all().delete()
    options = {"bucket_name": "mycic-documents", "endpoint_url": s3_endpoint, **CREDENTIALS}
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "documents.storage.s3.S3Blobs", "OPTIONS": options},
    }
    return found


@pytest.fixture(params=["local", "s3"])
def blobs(request: Any) -> storage.Blobs:
    if request.param == "s3":
        request.getfixturevalue("bucket")
    return storage.blobs()


def write(blobs: storage.Blobs, key: str, data: bytes) -> None:
    writer = blobs.writer(key)
    buffer = bytearray(65_536)
    for at in range(0, len(data), 65_536):
        piece = data[at : at + 65_536]
        # The sealing writer uses one buffer again and again.
        buffer[: len(piece)] = piece
        writer.write(memoryview(buffer)[: len(piece)])
    assert blobs.size_of(key) is None
    writer.commit()


@pytest.mark.parametrize("size", [0, 28, 70_000, 12_000_001])
def test_a_blob_is_read_from_any_place(blobs: storage.Blobs, size: int) -> None:
    data = os.urandom(size)
    key = storage.new_key()
    write(blobs, key, data)
    assert blobs.size_of(key) == size
    with blobs.reader(key) as source:
        assert source.read() == data
        assert source.seek(0, os.SEEK_END) == size
        for at in (size // 2, 0, max(0, size - 5)):
            source.seek(at)
            assert source.read(100) == data[at : at + 100]
            assert source.tell() == min(size, at + 100)


def test_an_aborted_blob_never_was(blobs: storage.Blobs) -> None:
    for data in (b"x", os.urandom(6_000_000)):
        writer = blobs.writer("aa/gone")
        writer.write(memoryview(data))
        writer.abort()
        assert blobs.size_of("aa/gone") is None
    with pytest.raises(FileNotFoundError):
        blobs.reader("aa/gone")
    blobs.discard("aa/gone")


def test_keys_are_listed_by_age(blobs: storage.Blobs) -> None:
    write(blobs, "aa/one", b"1")
    write(blobs, "bb/two", b"2")
    now = dt.datetime.now(dt.UTC)  # noqa: DTZ005, RUF100 - the storage's own clock
    assert sorted(blobs.keys(older_than=now + dt.timedelta(minutes=1))) == ["aa/one", "bb/two"]
    assert list(blobs.keys(older_than=now - dt.timedelta(days=1))) == []


@pytest.mark.requirement("R2.37")
def test_a_file_lives_in_a_bucket_as_it_does_in_a_folder(bucket: Any, person: User, slot: Slot) -> None:
    data = make.pdf(marker=b"PLANTED-IN-BUCKET" * 400_000)
    document = send(person, slot, data, "passport.pdf")
    (item,) = bucket.objects.all()
    content = item.get()["Body"].read()
    assert content.startswith(b"MCE1")
    assert b"PLANTED" not in content
    opened = access.open_for(person, document, at=clock.now())
    assert b"".join(opened.stream()) == data
    assert b"".join(opened.stream(len(data) - 9)) == data[-9:]
    received(slot, make.pdf(2))
    assert sweeping.sweep(at=clock.now() + dt.timedelta(hours=25)).discarded == 1
    item.delete()
    assert sweeping.sweep(at=clock.now() + dt.timedelta(hours=49)).missing == 1


def test_an_absent_bucket_is_a_sentence_not_a_crash(bucket: Any, person: User, slot: Slot) -> None:
    bucket.delete()
    file = received(slot, make.pdf())
    assert file.refusal == "storage"
    with pytest.raises(OSError, match="NoSuchBucket"):
        list(storage.blobs().keys(older_than=clock.now()))
    assert storage.blobs().size_of("aa/x") is None
    assert queries.manifest(slot.dossier) == []


def test_an_unreachable_bucket_is_an_os_error(bucket: Any, settings: Any) -> None:
    options = {**settings.STORAGES["documents"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    options["client_config"] = Config(retries={"max_attempts": 0}, connect_timeout=1)
    settings.STORAGES = {
        **settings.STORAGES,
        "documents": {"BACKEND": "documents.storage.s3.S3Blobs", "OPTIONS": options},
    }
    away = storage.blobs()
    for act in (
        lambda: away.size_of("aa/x"),
        lambda: away.reader("aa/x"),
        lambda: away.discard("aa/x"),
        lambda: away.writer("aa/x").commit(),
    ):
        with pytest.raises(OSError, match="9"):
            act()


def test_a_full_disk_leaves_no_part(tmp_path: Path, monkeypatch: Any) -> None:
    writer = storage.blobs().writer("aa/full")
    writer.write(memoryview(b"x" * 10))

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        writer.commit()
    writer.abort()
    assert [path for path in Path(storages["documents"].path("")).rglob("*") if path.is_file()] == []
