"""A small mail server for tests: accepts everything and remembers it."""

import socketserver
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Sink:
    """What arrived, and where to send it."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuse_with: str | None = None
    server: "socketserver.ThreadingTCPServer" = field(init=False)

    def __post_init__(self) -> None:
        """Listen on a free port."""
        sink = self

        class Handler(_Session):
            """Bind the session to this sink."""

            owner = sink

        self.server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        """Return the port."""
        return int(self.server.server_address[1])

    def message_ids(self) -> list[str]:
        """Return the Message-ID of each mail in order of arrival."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Session(socketserver.StreamRequestHandler):
    owner: Sink

    def handle(self) -> None:
        """Speak just enough SMTP."""
        self._say("220 sink")
        for raw in self.rfile:
            verb = raw.strip().upper()[:4]
            if verb == b"DATA":
                self._data()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            elif verb == b"RCPT" and self.owner.refuse_with:
                self._say(self.owner.refuse_with)
            else:
                self._say("250 sink")

    def _data(self) -> None:
        self._say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        body = b"".join(line[1:] if line.startswith(b"..") else line for line in lines)
        self.owner.mails.append(message_from_bytes(body, policy=policy.default))
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())
