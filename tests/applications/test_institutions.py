"""The operator's list of schools: what is taken, what is refused, and that it holds at once."""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications.program_kit import tables
from applications.program_kit.sections.campus import participating
from applications.services import institutions
from mycic import clock
from tests.applications import at_school

pytestmark = pytest.mark.requirement("R1.27")
HEAD = "number,name,city,province,public,valid_from,valid_to,suspended,participating,source"
LINE = "O19555000111,Lakeside College,Kingston,ON,yes,2014-06-01,,no,yes,List of 2026-11-01"
#: The sample's schools that at_school uses.
OF_SAMPLE = (
    "O19376943122,Maple River University,Ottawa,ON,yes,2014-06-01,,no,yes,List",
    "O19283746551,Collège du Fleuve,Montréal,QC,oui,2014-06-01,2030-12-31,non,oui,List",
)


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\n".join([head, *lines]).encode()


@pytest.fixture
def place(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """Where an imported list goes; the sample holds until then."""
    settings.INSTITUTIONS_FILE = tmp_path / "institutions.toml"  # type: ignore[attr-defined] # the settings of Django
    yield tmp_path / "institutions.toml"
    tables._imported.cache_clear()


def import_it(folder: Path, content: bytes, *options: str) -> str:
    source = folder / "list.csv"
    source.write_bytes(content)
    said = StringIO()
    call_command("import_institutions", str(source), *options, stdout=said)
    return said.getvalue()


@pytest.mark.django_db
def test_an_imported_list_holds_at_once_and_everywhere(place: Path, tmp_path: Path, applicant_client: Client) -> None:
    assert ("O19376943122", "Maple River University (sample)") in participating()
    said = import_it(tmp_path, table(LINE, *OF_SAMPLE))
    assert "3 institutions: the list is in place." in said
    assert "1 new: O19555000111" in said
    assert "4 gone" in said
    assert participating() == (
        ("O19283746551", "Collège du Fleuve"),
        ("O19555000111", "Lakeside College"),
        ("O19376943122", "Maple River University"),
    )
    college = tables.institutions()["O19283746551"]
    assert (college.city, college.public, str(college.valid_to)) == ("Montréal", True, "2030-12-31")
    questions = applicant_client.get(reverse("applications:program", args=["eligibility-verification"]))
    assert "Verification by your school" in questions.content.decode()
    # The next list replaces it.
    import_it(tmp_path, table(*OF_SAMPLE))
    os.utime(place, ns=(1, 1))
    assert len(participating()) == 2


@pytest.mark.django_db
def test_a_dry_run_changes_nothing(place: Path, tmp_path: Path) -> None:
    assert "nothing was changed" in import_it(tmp_path, table(LINE), "--dry-run")
    assert not place.exists()
    assert "O19376943122" in tables.institutions()


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + table(LINE),
        table(LINE.replace(",", ";"), head=HEAD.replace(",", ";")),
        table(LINE.replace("O19", "019", 1)),
        table(LINE).replace(b"\n", b"\r\n"),
        table(
            "O19555000111,Lakeside College,Kingston,on,YES,2014-06-01,List",
            head="number,name,city,province,public,valid_from,source",
        ),
    ],
)
def test_what_office_programs_write_is_understood(content: bytes) -> None:
    (school,) = institutions.read(content).values()
    assert (school.number, school.name, school.public) == ("O19555000111", "Lakeside College", True)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The column 'number' is missing."),
        (table(), "The list is empty."),
        (table(LINE, head=HEAD.replace("source", "origin")), "The column 'source' is missing."),
        (table(LINE, head=HEAD.replace("source", "origin")), "No such column: 'origin'."),
        (table(LINE.replace("O19555000111", "19555000111")), "Line 2: number: write the letter O"),
        (table(LINE.replace("Lakeside College", "")), "Line 2: name: write 1 to 200 characters"),
        (table(LINE.replace("Lakeside College", "x" * 201)), "Line 2: name: write 1 to 200 characters"),
        (table(LINE.replace("Lakeside College", "Lake\x00side")), "Line 2: name: write 1 to 200 characters"),
        (table(LINE.replace(",ON,", ",XX,")), "Line 2: province: write the two letters"),
        (table(LINE.replace(",yes,2014", ",maybe,2014")), "Line 2: public: write yes or no"),
        (table(LINE.replace("2014-06-01", "1 June 2014")), "Line 2: valid_from: write the day as YYYY-MM-DD"),
        (table(LINE.replace("2014-06-01,,", "2014-06-01,2014-05-31,")), "Line 2: valid_to: it lies before valid_from"),
        (table(LINE, LINE), "Line 3: O19555000111 stands in the list twice."),
        (table(LINE + ",more"), "Line 2: there are more values than columns."),
        (table(LINE).replace(b"Lakeside", b"Caf\xe9"), "The file is not in UTF-8."),
        (b"x" * (institutions.LARGEST + 1), "The file is larger than 5,000,000 bytes."),
    ],
)
def test_a_list_with_one_wrong_line_is_refused_whole(place: Path, tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(CommandError, match="Nothing was changed") as refused:
        import_it(tmp_path, content)
    assert problem in str(refused.value)
    assert not place.exists()


def test_very_many_problems_are_counted(place: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        import_it(tmp_path, table(*["x"] * 70))
    assert "And " in str(refused.value)
    assert not place.exists()


def test_a_file_that_is_not_there(place: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_institutions", str(tmp_path / "nowhere.csv"))
    assert not place.exists()


@pytest.mark.django_db
def test_a_school_that_is_used_cannot_vanish(place: Path, tmp_path: Path, applicant: User, supervisor: User) -> None:
    at_school.sent(applicant)
    at_school.representative("reg.fleuve", supervisor, at_school.OTHER_SCHOOL)
    with pytest.raises(CommandError) as refused:
        import_it(tmp_path, table(LINE))
    for number in (at_school.SCHOOL, at_school.OTHER_SCHOOL):
        assert f"{number} has requests or representatives." in str(refused.value)
    assert not place.exists()
    left = OF_SAMPLE[0].replace("2014-06-01,,", f"2014-06-01,{clock.today().replace(year=2020)},")
    import_it(tmp_path, table(left, OF_SAMPLE[1]))
    assert [number for number, _name in participating()] == [at_school.OTHER_SCHOOL]


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path, db: None) -> None:
    odd = table('O19555000111,"L\'École ""du"" Lac \\ Nord",Kingston,ON,no,2014-06-01,,yes,no,List')
    new = institutions.read(odd)
    institutions.install(new, into=tmp_path / "list.toml")
    assert tables._imported(tmp_path / "list.toml", 1) == new
    assert new["O19555000111"].name == 'L\'École "du" Lac \\ Nord'
    tables._imported.cache_clear()
    assert [path.name for path in tmp_path.iterdir()] == ["list.toml"]
