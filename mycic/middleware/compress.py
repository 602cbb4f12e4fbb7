"""Pages travel compressed; files, streams and what is packed already are left alone."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressPagesMiddleware(GZipMiddleware):
    """Compresses HTML only.

    Django masks the form token anew for each page and adds random bytes to the packed one, so that lengths tell nothing
    about secrets (security design 3.5). A person's documents are never packed: their size is nobody's oracle.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack a page for a browser that can unpack it."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
