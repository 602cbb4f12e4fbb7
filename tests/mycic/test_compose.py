"""docker-compose.yml is valid and keeps what it promises: no secret inside, no root, modern TLS only."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.routes import all_routes

ROOT = Path(__file__).resolve().parents[2]
OURS = ("web", "prepare", "worker", "beat", "outbox")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return content


def test_it_follows_the_compose_specification() -> None:
    tool = Path(sys.executable).parent / "check-jsonschema"
    command = [str(tool), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_part_is_there(compose: dict[str, Any]) -> None:
    assert {"proxy", *OURS, "postgres", "redis", "objects", "mail"} == compose["services"].keys()


@pytest.mark.parametrize("name", OURS)
def test_our_processes_run_with_little(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service


def test_secrets_are_files(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for variable in service.get("environment", {}):
            words = {"PASSWORD", "SECRET", "DATABASE_URL", "REDIS_URL"}
            assert variable.endswith("_FILE") or not any(word in variable for word in words), variable
    assert all(secret["file"].startswith("./secrets/") for secret in compose["secrets"].values())


@pytest.mark.requirement("R0.5", "R2.43")
def test_only_modern_tls_is_spoken(compose: dict[str, Any]) -> None:
    lines = compose["configs"]["nginx"]["content"].splitlines()
    assert [line.split()[1:] for line in lines if "ssl_protocols" in line] == [["TLSv1.2", "TLSv1.3;"]]
    ciphers = next(line.split()[1].rstrip(";") for line in lines if "ssl_ciphers" in line).split(":")
    assert all(cipher.startswith("ECDHE-") and ("GCM" in cipher or "CHACHA20" in cipher) for cipher in ciphers)


def test_only_uploads_reach_a_thread_before_they_are_whole(compose: dict[str, Any]) -> None:
    content: str = compose["configs"]["nginx"]["content"].replace("$$", "$")
    forms, uploads = content.split("location / {")[1].split("location ~ ")
    assert "proxy_request_buffering" not in forms
    assert "proxy_request_buffering off;" in uploads
    assert "limit_conn uploads" in uploads
    # A form is never longer than what nginx keeps in memory.
    longest, kept = re.findall(r"^client_(?:max_body|body_buffer)_size (\d+)m;", content, re.MULTILINE)
    assert longest == kept
    assert int(longest) * 1024 * 1024 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    streamed = re.compile(uploads.split(" {")[0])
    routes = [route for language in ("en", "fr") for route in all_routes(language)]
    takes_files = {route.path for route in routes if getattr(route.view, "reads_own_body", False)}
    assert len(takes_files) == 6
    assert all(streamed.match(path) for path in takes_files), takes_files


def test_the_image_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith("FROM "))
    assert "USER mycic" in lines[last:]
