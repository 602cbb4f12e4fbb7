"""The child process: reads one file from a descriptor, writes one answer to another, knows nothing else.

Started by ``documents.sandbox`` as a script in isolated mode, with an empty environment. The request is one JSON
argument; the answer is a JSON line, followed by the bytes of a picture where one was asked for.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

if __name__ == "__main__":  # pragma: no cover - runs in the child process
    # Isolated mode leaves the project out of the path.
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from documents.inspection import confine, kinds
from documents.inspection.findings import Refused


def has_heic() -> bool:
    """Tell whether this installation can read HEIC photos, and teach Pillow to."""
    try:
        import pillow_heif  # noqa: PLC0415 - an extra that may be absent
    except ImportError:
        return False
    pillow_heif.register_heif_opener()
    return True


def inspect(file: BinaryIO) -> dict[str, Any]:
    """Return the report on a file, or the reason why it is refused."""
    try:
        kind = kinds.kind_of(file.read(kinds.HEAD_BYTES), heic=has_heic())
        return _parse(file, kind)
    except MemoryError:
        return {"refused": "complex"}
    except Refused as refusal:
        return {"refused": refusal.reason, "found": refusal.found}


def _parse(file: BinaryIO, kind: str) -> dict[str, Any]:
    # Only what this kind needs is loaded: a parser that is not there cannot be attacked.
    if kind == "pdf":
        from documents.inspection import pdf  # noqa: PLC0415

        return pdf.inspect(file).as_dict()
    from documents.inspection import images  # noqa: PLC0415

    return images.inspect(file, kind).as_dict()


def draw(file: BinaryIO, kind: str, page: int) -> tuple[dict[str, Any], bytes]:
    """Return a page as PNG, or the reason why there is none."""
    from documents.inspection import pages  # noqa: PLC0415

    try:
        if kind == "heic" and not has_heic():
            return {"refused": "heic"}, b""
        return {"kind": "png"}, pages.draw(file, kind, page)
    except MemoryError:
        return {"refused": "complex"}, b""
    except Refused as refusal:
        return {"refused": refusal.reason}, b""


def main(argument: str) -> None:
    """Do what the argument asks, confined."""
    request = json.loads(argument)
    confine.confine(memory=request["memory"], seconds=request["seconds"], output=request["output_bytes"])
    with os.fdopen(request["input"], "rb") as file, os.fdopen(request["output"], "wb") as answer:
        if request["verb"] == "inspect":
            head, picture = inspect(file), b""
        else:
            head, picture = draw(file, request["kind"], request["page"])
        answer.write(json.dumps(head).encode() + b"\n" + picture)


if __name__ == "__main__":  # pragma: no cover - runs in the child process
    main(sys.argv[1])
