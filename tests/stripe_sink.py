"""The part of Stripe's API that the portal uses, over real HTTP, with the payloads of its public schema."""

import hashlib
import hmac
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SECRET = "whsec_of_the_tests"


@dataclass
class StripeSink:
    """Sessions and refunds that were asked for; ``pay`` does what a person does on Stripe's page."""

    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, str]] = field(default_factory=list)
    answered: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_down: bool = False
    server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        """Listen on a free port."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"sink": self}))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Return the address of the API."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def pay(self, key: str) -> None:
        """Let somebody pay in a session."""
        charge = {"id": "ch_1", "object": "charge", "created": int(time.time())}
        intent = {"id": f"pi_{key}", "object": "payment_intent", "latest_charge": charge}
        self.sessions[key] |= {"status": "complete", "payment_status": "paid", "payment_intent": intent}

    def message(self, key: str, kind: str = "checkout.session.completed") -> tuple[bytes, str]:
        """Return a message about a session with its signature."""
        event = {
            "id": "evt_1",
            "object": "event",
            "type": kind,
            "created": int(time.time()),
            "data": {"object": self.sessions[key]},
        }
        body = json.dumps(event).encode()
        return body, signature(body)

    def answer(self, method: str, path: str, said: dict[str, str], once: str) -> tuple[int, dict[str, Any]]:
        """Answer a request; a repeated idempotency key gets the first answer."""
        if self.is_down:
            return 503, {"error": {"type": "api_error", "message": "down"}}
        if once and once in self.answered:
            return 200, self.answered[once]
        parts = path.strip("/").split("/")
        if parts == ["v1", "refunds"]:
            self.refunds.append(said)
            found: dict[str, Any] = {"id": "re_1", "object": "refund", "status": "succeeded"}
        elif method == "POST" and parts[-1] == "sessions":
            found = self._open(said)
        elif parts[-1] == "expire":
            found = self.sessions[parts[-2]] | {"status": "expired"}
            self.sessions[parts[-2]] = found
        else:
            found = self.sessions[parts[-1]]
        if once:
            self.answered[once] = found
        return 200, found

    def _open(self, said: dict[str, str]) -> dict[str, Any]:
        key = f"cs_test_{len(self.sessions)}"
        self.sessions[key] = {
            "id": key,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "currency": said["line_items[0][price_data][currency]"],
            "amount_total": int(said["line_items[0][price_data][unit_amount]"]),
            "client_reference_id": said["client_reference_id"],
            "success_url": said["success_url"],
            "locale": said["locale"],
            "url": f"https://checkout.stripe.com/c/pay/{key}",
            "said": said,
        }
        return self.sessions[key]


def signature(body: bytes, secret: str = SECRET, *, age: int = 0) -> str:
    """Return the header with which Stripe signs a message."""
    when = int(time.time()) - age
    mark = hmac.new(secret.encode(), f"{when}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={when},v1={mark}"


class _Handler(BaseHTTPRequestHandler):
    sink: StripeSink

    def do_GET(self) -> None:
        """Answer a question."""
        self._answer("GET", {})

    def do_POST(self) -> None:
        """Answer an order."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer("POST", dict(parse_qsl(body)))

    def _answer(self, method: str, said: dict[str, str]) -> None:
        once = self.headers.get("Idempotency-Key", "") if method == "POST" else ""
        status, found = self.sink.answer(method, urlsplit(self.path).path, said, once)
        data = json.dumps(found).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
