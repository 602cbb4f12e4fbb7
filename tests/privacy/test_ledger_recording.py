"""Recording events and verifying their chains."""

import uuid

import pytest

from mycic import clock
from privacy import ledger
from privacy.ledger.verification import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    return uuid.uuid4()


def note(chain, *, days=3, actor=None):
    return ledger.record(
        "draft.reminded", dossier=chain, actor=actor or ledger.Actor.system(), at=clock.now(), days=days
    )


def problems(chain=None):
    return [problem.what for problem in verify(chain).problems]


def test_events_of_a_chain_are_numbered_and_linked(chain):
    first, second = note(chain), note(chain)
    assert (first.seq, second.seq) == (1, 2)
    assert second.prev_hash == first.hash
    assert problems(chain) == []
