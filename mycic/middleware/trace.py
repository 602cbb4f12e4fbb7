"""A fresh random id for each request: it joins log lines and says nothing about the person."""

import secrets
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase


class RequestIdMiddleware:
    """Bind the id to every log line of the request and send it back, so that a person can quote it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the id in ``X-Request-ID``; one that the client sent is ignored."""
        request_id = secrets.token_hex(8)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
