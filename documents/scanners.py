"""The virus check: one question to a scanner beside us. No answer is never taken for a good one."""

import socket
import struct
from collections.abc import Iterable
from typing import Protocol

from django.conf import settings

_PIECE = 64 * 1024
_ANSWER_LIMIT = 4096


class ScannerDown(Exception):
    """The scanner gave no clear answer; the file stays unseen."""


class Scanner(Protocol):
    """Looks at the bytes of one file."""

    def is_clean(self, chunks: Iterable[bytes]) -> bool:
        """Tell whether nothing harmful was found."""


class Clamd:
    """Speaks INSTREAM to a clamd over TCP."""

    def __init__(self, host: str, port: int, *, seconds: float = 60.0) -> None:
        """Remember where clamd listens and how long to wait for each step."""
        self._address = (host, port)
        self._seconds = seconds

    def is_clean(self, chunks: Iterable[bytes]) -> bool:
        """Ask clamd.

        Raises:
            ScannerDown: no connection, no answer in time, or any answer but "OK" and "FOUND".
        """
        try:
            with socket.create_connection(self._address, timeout=self._seconds) as line:
                answer = self._converse(line, chunks)
        except OSError as error:
            raise ScannerDown(str(error)) from error
        if answer == b"stream: OK":
            return True
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return False
        raise ScannerDown("clamd gave an answer that is neither OK nor FOUND.")

    def _converse(self, line: socket.socket, chunks: Iterable[bytes]) -> bytes:
        line.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            for at in range(0, len(chunk), _PIECE):
                piece = chunk[at : at + _PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _ANSWER_LIMIT and (piece := line.recv(_ANSWER_LIMIT)):
            answer += piece
        return answer.rstrip(b"\0")


def configured() -> Scanner | None:
    """Return the scanner that the settings name (``host:port``), or None when the installation has none."""
    if not settings.DOCUMENT_SCANNER:
        return None
    host, _colon, port = settings.DOCUMENT_SCANNER.rpartition(":")
    return Clamd(host, int(port))
