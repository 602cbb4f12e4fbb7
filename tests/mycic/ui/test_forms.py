"""The form renderer, the error summary, and fields that take what people really type."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from mycic.forms import (
    STATELESS,
    CountryField,
    DatePartsField,
    DatePartsWidget,
    FileField,
    Form,
    LongTextField,
    MoneyField,
    OneTimeCodeField,
    PartialDate,
    PartialDateField,
    PasswordField,
    PhoneField,
    TextField,
    country_choices,
    error_links,
    render_form,
)
from mycic.views.design import SampleForm


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (["9", "3", "2026"], dt.date(2026, 3, 9)),
        (["09", "March", "2026"], dt.date(2026, 3, 9)),
        (["1er", "mars", "2026"], dt.date(2026, 3, 1)),
        (["29", "févr.", "2024"], dt.date(2024, 2, 29)),
        ([" 5 ", "AOUT", " 2025"], dt.date(2025, 8, 5)),
        (["2", "Sept", "1990"], dt.date(1990, 9, 2)),
    ],
)
def test_a_date_is_understood_in_both_languages(boxes: list[str], day: dt.date) -> None:
    assert DatePartsField().clean(boxes) == day


@pytest.mark.parametrize(
    ("boxes", "code"),
    [
        (["31", "2", "2001"], "day"),
        (["x", "2", "2001"], "day"),
        (["²", "2", "2001"], "day"),
        (["1", "13", "2001"], "month"),
        (["1", "ju", "2001"], "month"),
        (["1", "2", "01"], "year"),
        (["1", "2", "٢٠٠١"], "year"),
        (["1", "2", "0000"], "year"),
        (["", "2", "2001"], "incomplete_date"),
        (["", "", ""], "required"),
    ],
)
def test_a_wrong_date_gets_its_own_sentence(boxes: list[str], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        DatePartsField().clean(boxes)
    assert caught.value.error_list[0].code == code


def test_doubt_is_an_answer() -> None:
    field = PartialDateField()
    assert field.clean(["", "", "2021"]) == PartialDate(2021)
    assert field.clean(["", "May", "2021"]) == PartialDate(2021, 5)
    whole = field.clean(["3", "5", "2021"])
    assert str(whole) == "2021-05-03"
    with pytest.raises(ValidationError):
        field.clean(["3", "", "2021"])
    assert PartialDateField(required=False).clean(["", "", ""]) is None


@pytest.mark.parametrize("text", ["2024", "2024-02", "2024-02-29"])
def test_a_partial_date_survives_storage(text: str) -> None:
    partial = PartialDate.parse(text)
    assert str(partial) == text
    assert partial.earliest().year == 2024


@pytest.mark.parametrize("text", ["", "2024-13", "2024-02-30", "2024-1-1-1", "x"])
def test_a_damaged_partial_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("value", "boxes"),
    [
        (dt.date(2026, 3, 9), ["9", "March", "2026"]),
        ("2025-13-", ["", "13", "2025"]),
        (PartialDate(2024, 2), ["", "February", "2024"]),
        (None, ["", "", ""]),
    ],
)
def test_earlier_answers_come_back_into_the_boxes(value: Any, boxes: list[str]) -> None:
    with override("en"):
        assert DatePartsWidget().decompress(value) == boxes


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12500", "12500.00"), ("$12,500.50", "12500.50"), ("12 500,50 $", "12500.50"), ("1.234.567,8", "1234567.80"),
        ("12,500", "12500.00"), ("0", "0.00"), ("5.5", "5.50"),
    ],
)  # fmt: skip
def test_money_is_read_the_english_and_the_french_way(text: str, amount: str) -> None:
    assert MoneyField().clean(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["much", "-5", "1,2,3", "١٢", "1e5", "12.345.6.7"])
def test_other_amounts_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("613-555-0142", "+16135550142"), ("+93 70 123 4567", "+93701234567"), ("(613) 555 0142", "+16135550142")],
)
def test_phones_of_any_country(text: str, number: str) -> None:
    assert PhoneField().clean(text) == number


@pytest.mark.parametrize("text", ["12", "call me", "+999 1"])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        PhoneField().clean(text)


def test_codes_forgive_spaces_and_hyphens() -> None:
    assert OneTimeCodeField().clean(" 123 456 ") == "123456"
    assert OneTimeCodeField(digits=False).clean("ABCD-EFGH\u2013JK") == "ABCDEFGHJK"
    assert "inputmode" not in OneTimeCodeField(digits=False).widget.attrs


@pytest.mark.requirement("R0.7")
def test_a_password_is_neither_trimmed_nor_shown_again() -> None:
    class Door(Form):
        password = PasswordField(label="Password", autocomplete="new-password")

    form = Door({"password": " secret one "})
    assert form.is_valid()
    assert form.cleaned_data["password"] == " secret one "
    drawn = str(form["password"])
    assert "secret one" not in drawn
    assert 'autocomplete="new-password"' in drawn


def test_countries_are_sorted_for_each_language_and_know_the_stateless() -> None:
    with override("fr"):
        names = [name for _code, name in country_choices()]
    assert names.index("Égypte") < names.index("Fidji")
    assert CountryField(stateless=True).clean(STATELESS) == STATELESS
    with pytest.raises(ValidationError):
        CountryField().clean(STATELESS)


def test_long_text_keeps_every_character_and_is_never_blocked() -> None:
    class Story(Form):
        story = LongTextField(label="Story", max_length=20)

    form = Story({"story": "  two spaces\n"})
    assert form.is_valid()
    assert form.cleaned_data["story"] == "  two spaces\n"
    drawn = str(form["story"])
    assert "maxlength" not in drawn
    assert 'dir="auto"' in drawn
    assert not Story({"story": "x" * 21}).is_valid()
    for unseen in (" \r\n", "\u200b\u2060", "\u0301\u0308", "\ufeff"):
        assert not Story({"story": unseen}).is_valid()
    assert Story({"story": "x\r\n" * 10}).is_valid(), "a line's end is one sign, as the counter beside the field says"


def test_a_file_field_names_each_problem() -> None:
    class Upload(Form):
        paper = FileField(label="Paper")

    empty = Upload({}, MultiValueDict({"paper": [SimpleUploadedFile("a.pdf", b"")]}))
    assert not empty.is_valid()
    assert not Upload({}, {}).is_valid()
    assert Upload({}, MultiValueDict({"paper": [SimpleUploadedFile("a.pdf", b"x")]})).is_valid()


@pytest.mark.requirement("R3.62")
def test_every_error_leads_to_the_first_control_that_it_is_about() -> None:
    form = SampleForm({})
    assert not form.is_valid()
    links = {link["id"]: link["text"] for link in error_links(form)}
    assert {"id_family_name", "id_born_0", "id_reply_0", "id_paper"} <= set(links)
    assert links["id_family_name"] == "Enter an answer for “Family name”"
    drawn = "".join(field.as_field_group() for field in form)
    for control in links:
        assert f'id="{control}"' in drawn


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "Born: Check the year"), ("fr", "Born\u00a0: Check the year")]
)
def test_the_summary_names_the_field_of_every_error(language: str, expected: str) -> None:
    class Dates(Form):
        born = DatePartsField(label="Born")
        moved = DatePartsField(label="When did you move?", required=False)
        secret = forms.CharField(widget=forms.HiddenInput, required=False)

    form = Dates({"moved_0": "1", "moved_1": "2", "moved_2": "2020"})
    form.add_error("born", "Check the year")
    form.add_error("moved", "Check the year")
    form.add_error("secret", "Open the page again")
    with override(language):
        texts = [link["text"] for link in error_links(form)]
    assert expected in texts
    assert "When did you move? Check the year" in texts
    assert "Open the page again" in texts


def test_groups_name_their_hint_and_then_their_error() -> None:
    form = SampleForm({})
    name = form["family_name"].as_field_group()
    assert 'aria-describedby="id_family_name_helptext id_family_name_error"' in name
    assert 'aria-invalid="true"' in name
    arrived = form["arrived"].as_field_group()
    assert '<fieldset class="mc-field" data-error aria-describedby="id_arrived_helptext id_arrived_error">' in arrived


@pytest.mark.requirement("R3.62")
def test_a_form_with_errors_answers_422_and_says_so_in_the_title() -> None:
    request = RequestFactory().get("/en/")

    class Name(Form):
        name = TextField(label="Name")

    class Plain(forms.Form):
        name = forms.CharField()

    first = render_form(request, "pages/accessibility.html", {}, Name())
    again = render_form(request, "pages/accessibility.html", {}, Name({}))
    assert (first.status_code, again.status_code) == (200, 422)
    assert b"<title>Error: " in again.content
    assert b"<title>Error: " not in first.content
    assert error_links(Plain({}))[0]["id"] == "id_name"
