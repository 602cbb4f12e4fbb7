"""Named places where a test may kill the process, to prove that nothing is lost or done twice.

Outside such a test the environment variable is absent and ``reach`` does nothing.
"""

import os

_KILLED = 137


def reach(name: str) -> None:
    """End the process at once, as ``kill -9`` would, when MYCIC_FAULTPOINT names this place.

    ``MYCIC_FAULTPOINT=mail.accepted`` kills at the first pass; with a ``MYCIC_FAULTPOINT_ONCE`` file path it kills only
    while that file does not exist yet, and leaves it behind.
    """
    if os.environ.get("MYCIC_FAULTPOINT") != name:
        return
    once = os.environ.get("MYCIC_FAULTPOINT_ONCE")
    if once:
        try:
            os.close(os.open(once, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return
    os._exit(_KILLED)
