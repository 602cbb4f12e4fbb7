"""Letters on paper: tagged, archival, in any script, and never read as source."""

import io
from typing import Any

import pypdf
import pytest
import typst
from django.template.defaultfilters import linebreaksbr

from applications.choices import LetterKind
from applications.letters import codes, printing, submission, twin, wording
from applications.letters.paper import LANGUAGES, Language, Paper
from mycic import references
from tests.applications.letter_facts import AT, NAMES, facts_of, snapshot

# A code point that stands for no letter yet: no font can have it.
NO_GLYPH = "\u0378\u0379"
KINDS = [kind for kind in LetterKind if kind is not LetterKind.SUBMISSION]


def compose(kind: LetterKind, language: Language = "en", **who: str) -> Paper:
    return wording.compose(kind, facts_of(kind, **who), language=language, at=AT)


def pdf_of(paper: Paper, family: str = "letter") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(printing.print_paper(paper, family=family, code=codes.new(), at=AT)))


def words(reader: pypdf.PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages).replace("\u200b", "")
    return " ".join(text.replace("-\n", "-").split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_tagged_archival_and_says_its_language(kind: LetterKind, language: Language) -> None:
    reader = pdf_of(compose(kind, language))
    metadata = reader.xmp_metadata
    assert metadata is not None
    xmp = metadata.stream.get_data().decode()
    assert "<pdfuaid:part>1" in xmp
    assert "<pdfaid:part>2" in xmp
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/Lang"] == f"{language}-CA"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_paper_and_online_copy_state_the_same_facts(kind: LetterKind, language: Language) -> None:
    paper = compose(kind, language)
    printed = words(pdf_of(paper))
    online = twin.html(paper)
    for text in paper.texts():
        assert " ".join(text.split()) in printed
        assert linebreaksbr(text, autoescape=True) in online


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_are_built_alike(kind: LetterKind) -> None:
    english, french = (compose(kind, language) for language in LANGUAGES)
    assert [block.kind for block in english.blocks] == [block.kind for block in french.blocks]
    assert [len(block.items) for block in english.blocks] == [len(block.items) for block in french.blocks]
    assert all("S300 412 889" in paper.about[1] for paper in (english, french))


@pytest.fixture(params=["fonts of the system", "bundled fonts only"])
def fonts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = typst.Fonts(include_system_fonts="system" in request.param)
    compiler = typst.Compiler(root=str(printing.TEMPLATES), font_paths=bundled, ignore_system_fonts=True)
    monkeypatch.setattr(printing, "_compiler", lambda: compiler)


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_never_stops_a_letter(script: str) -> None:
    paper = compose(LetterKind.APPROVAL, name=NAMES[script])
    assert pdf_of(paper).pages
    assert NAMES[script] in twin.html(paper)


def test_a_name_without_glyphs_is_printed_in_its_latin_spelling() -> None:
    paper = compose(LetterKind.APPROVAL, name=NO_GLYPH, latin="Adama Barry")
    assert "Adama Barry" in words(pdf_of(paper))


def test_a_name_without_glyphs_or_spelling_points_to_the_online_copy() -> None:
    paper = compose(LetterKind.APPROVAL, name=NO_GLYPH)
    assert "[in own script: see the online copy]" in words(pdf_of(paper))
    assert NO_GLYPH in twin.html(paper)


@pytest.mark.parametrize(
    "hostile", ["#panic()", '*bold* _it_ $x$ @ref <tag> `raw` #read("/etc/passwd")', '\\ " {} [a]']
)
def test_what_a_person_typed_is_never_read_as_source(hostile: str) -> None:
    assert hostile in words(pdf_of(compose(LetterKind.APPROVAL, name=hostile)))


def test_a_person_cannot_write_markup_into_the_online_copy() -> None:
    assert "<script>" not in twin.html(compose(LetterKind.APPROVAL, name="<script>alert(1)</script>"))


def test_a_very_long_word_stays_on_the_page() -> None:
    record = submission.paper_of(snapshot(answer="x" * 3000), "en")
    assert words(pdf_of(record, "submission")).replace(" ", "").count("x") >= 3000


def test_a_paper_without_title_is_refused_and_the_error_quotes_nothing() -> None:
    paper = compose(LetterKind.APPROVAL, name="Secret Name")
    with pytest.raises(printing.CannotPrint) as refused:
        printing.print_paper(
            Paper(**{**{f: getattr(paper, f) for f in Paper.__slots__}, "title": ""}), family="letter", code="", at=AT
        )
    assert "Secret" not in str(refused.value)


def test_a_paper_keeps_its_words_through_json() -> None:
    paper = compose(LetterKind.CONFIRMATION)
    assert Paper.from_json(paper.as_json()) == paper


@pytest.mark.requirement("R3.23")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_record_of_a_submission_holds_every_answer_and_document(language: Language) -> None:
    printed = words(pypdf.PdfReader(io.BytesIO(submission.submission_pdf(snapshot(), language, at=AT))))
    for text in submission.paper_of(snapshot(), language).texts():
        assert " ".join(text.split()) in printed


@pytest.mark.requirement("R1.55")
def test_a_code_finds_each_wrong_sign_and_each_swap() -> None:
    code = codes.new()
    assert codes.is_valid(code)
    wrong = [code[:i] + ("2" if code[i] != "2" else "3") + code[i + 1 :] for i in range(codes.LENGTH)]
    swaps = [
        code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(codes.LENGTH - 2) if code[i] != code[i + 1]
    ]
    assert not any(codes.is_valid(other) for other in wrong + swaps)


@pytest.mark.parametrize("typed", ["{}", " {} ", "https://x.example/v/{}", "https://x.example/v/{}/"])
def test_a_code_is_accepted_as_people_type_it(typed: str) -> None:
    code = codes.new()
    assert codes.normalise(typed.format(codes.display(code).lower())) == code


@pytest.mark.parametrize("kind", KINDS)
def test_a_french_letter_leaves_no_english_sentence(kind: LetterKind) -> None:
    english, french = (compose(kind, language) for language in LANGUAGES)
    shared = {text for text in english.texts() if text in french.texts()}
    # What a name, an address, a fingerprint or a word of both languages may share; and what a school wrote, as it is.
    allowed = {*english.recipient, *english.operator, "Document", "Conditions", words_of_fingerprint()}
    assert shared <= allowed | words_of_schools(kind) | numbers_and_names(kind)


def words_of_schools(kind: LetterKind) -> set[str]:
    facts = facts_of(kind)
    number = getattr(facts, "number", "")
    reason = getattr(facts, "reason", "")
    return {reason if isinstance(reason, str) else "", references.display_verification(number) if number else ""}


def numbers_and_names(kind: LetterKind) -> set[str]:
    """What is alike in both languages: a number, who each line of a receipt is for, and the word for the sum."""
    return {
        "Total",
        getattr(facts_of(kind), "number", ""),
        *(line.who for line in getattr(facts_of(kind), "lines", ())),
    }


def words_of_fingerprint() -> str:
    return wording.fingerprint(facts_of(LetterKind.CONFIRMATION).documents[0].sha256)  # type: ignore[attr-defined]


def test_the_title_of_a_refusal_and_its_court_are_official_in_french() -> None:
    text = " ".join(compose(LetterKind.REFUSAL, "fr").texts())
    for part in ("Lettre de refus", "Cour fédérale", "15 jours", "30 mai 2026".replace(" ", "\u00a0")):
        assert part in text
