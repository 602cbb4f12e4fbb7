"""Tables, one person and a session of BARE-AUTH; proves that its page is the one that the goals were set against.

Run as ``python -m tests.bench.reference.world``; prints the cookie as JSON.
"""

import json

import django

django.setup()

# The models can be imported once Django is set up.
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

PAGE_BYTES = range(9_000, 9_800)
QUERIES = 2


def build() -> dict[str, object]:
    """Sign somebody in and look at the page once."""
    call_command("migrate", verbosity=0)
    user, _made = get_user_model().objects.get_or_create(username="bench")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/table/")
    assert page.status_code == 200, page.status_code
    assert len(page.content) in PAGE_BYTES, f"the page of BARE-AUTH has {len(page.content)} bytes"
    assert len(queries) == QUERIES, f"BARE-AUTH makes {len(queries)} queries"
    return {"cookie": f"sessionid={client.cookies['sessionid'].value}", "bytes": len(page.content)}


if __name__ == "__main__":
    print(json.dumps(build()))
