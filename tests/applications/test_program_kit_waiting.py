"""What may go on while somebody waits, and how long a permit can be: day before, day, day after; no database."""

from datetime import date, timedelta
from typing import Any

import pytest

from applications.program_kit import waiting
from applications.program_kit.base import AnswerBook, Facts
from applications.program_kit.waiting import Activity, Footing, Waiting
from tests.applications.programs.complete import ANSWERS, EXTENSION, TODAY, program_of

ENDS = TODAY + timedelta(days=20)


def typed(day: date) -> dict[str, str]:
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def book(changed: dict[str, Any] | None = None, *, extending: bool = True) -> AnswerBook:
    answers = {**ANSWERS, **(EXTENSION if extending else {}), "current_document_expiry": typed(ENDS), **(changed or {})}
    return program_of(answers).book(answers, Facts(), TODAY)


@pytest.mark.parametrize(
    ("sent_on", "footing", "rights"),
    [
        (ENDS - timedelta(days=1), Footing.MAINTAINED, (Activity.STUDY,)),
        (ENDS, Footing.MAINTAINED, (Activity.STUDY,)),
        (ENDS + timedelta(days=1), Footing.UNCHANGED, ()),
    ],
)
def test_the_last_day_of_the_permit_is_still_in_time(
    sent_on: date, footing: Footing, rights: tuple[Activity, ...]
) -> None:
    """IRPR s. 183(5), 189."""
    how = waiting.at_sending(book(), sent_on)
    assert (how.footing, how.rights, how.ends) == (footing, rights, ENDS)


def test_a_first_permit_lets_nobody_study_while_they_wait() -> None:
    how = waiting.at_sending(book(extending=False), ENDS)
    assert (how.footing, how.rights) == (Footing.UNCHANGED, ())


def test_somebody_who_restores_has_no_right_and_a_last_day() -> None:
    """IRPR s. 182: day 1 is the day after the loss."""
    how = waiting.at_sending(book({"purposes": ["permit", "restore"]}), ENDS + timedelta(days=10))
    assert how.footing is Footing.RESTORING
    assert how.rights == ()
    assert how.restore_by == ENDS + timedelta(days=90)


def test_somebody_who_restores_without_a_date_has_no_last_day() -> None:
    how = waiting.at_sending(book({"purposes": ["restore"], "current_document_kind": "none"}), TODAY)
    assert how.restore_by is None or how.ends is not None


def test_the_earliest_cap_comes_first() -> None:
    passport = date(2027, 1, 31)
    how = waiting.at_sending(
        book(
            {
                "passport_expiry": typed(passport),
                "gave_biometrics": "yes",
                "biometrics_date": typed(date(2020, 2, 29)),
                "requested_to": typed(date(2027, 2, 15)),
                "study_to": typed(date(2027, 4, 30)),
            }
        ),
        TODAY,
    )
    assert how.caps == (
        ("passport", passport),
        ("asked", date(2027, 2, 15)),
        ("studies", date(2027, 7, 29)),
        ("biometrics", date(2030, 2, 28)),
    )


def test_biometrics_count_ten_years() -> None:
    """IRPR s. 12.7."""
    assert waiting.biometrics_good_until(date(2016, 11, 26), 10) == date(2026, 11, 26)


def test_what_is_kept_reads_back_the_same() -> None:
    how = waiting.at_sending(book(), TODAY)
    assert how.caps
    assert Waiting.from_json(how.as_json()) == how
    bare = Waiting(Footing.UNCHANGED, TODAY)
    assert Waiting.from_json(bare.as_json()) == bare


DECIDED = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("footing", "ends", "last"),
    [
        # Asked in time: the status goes on until the refusal, so the days count from there (IRPR s. 183(5)(a)).
        (Footing.MAINTAINED, DECIDED - timedelta(days=1), DECIDED + timedelta(days=90)),
        (Footing.MAINTAINED, DECIDED - timedelta(days=200), DECIDED + timedelta(days=90)),
        # The document is still good on the day of the refusal: nothing was lost.
        (Footing.MAINTAINED, DECIDED, None),
        (Footing.UNCHANGED, DECIDED + timedelta(days=1), None),
        # The status was lost before: the days count from the loss (IRPR s. 182(1)).
        (Footing.UNCHANGED, DECIDED - timedelta(days=89), DECIDED + timedelta(days=1)),
        (Footing.RESTORING, DECIDED - timedelta(days=90), DECIDED),
        (Footing.RESTORING, DECIDED - timedelta(days=91), None),
        (Footing.UNCHANGED, None, None),
    ],
)
def test_the_last_day_to_restore_after_a_refusal(footing: Footing, ends: date | None, last: date | None) -> None:
    how = Waiting(footing, DECIDED - timedelta(days=300), ends=ends)
    assert waiting.restore_after_refusal(how, DECIDED, 90) == last
