"""The upload corpus: each hostile file meets its own named refusal, in this process and in the confined child."""

import ctypes
import io
import json
import os
import platform
import random
import resource
import sys
import time
import types
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image

from documents import sandbox
from documents.choices import RejectionReason
from documents.inspection import child, confine, findings, images, kinds, pages, pdf
from tests.documents import make

Name, Dictionary, Array, String = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array, pikepdf.String


def inspect(data: bytes) -> dict[str, Any]:
    return child.inspect(io.BytesIO(data))


def refusal(data: bytes) -> str:
    answer = inspect(data)
    assert "refused" in answer, answer
    assert answer["refused"] in RejectionReason.values
    return str(answer["refused"])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_of_each_kind_is_accepted(kind: str) -> None:
    assert inspect(make.picture(kind)) == {"kind": kind.lower(), "pages": 1, "notes": ()}


def test_a_pdf_is_accepted_and_its_pages_are_counted() -> None:
    assert inspect(make.pdf(3)) == {"kind": "pdf", "pages": 3, "notes": ()}


@pytest.mark.requirement("R3.56")
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"MZ" + bytes(200), "program"),
        (b"\x7fELF" + bytes(200), "program"),
        (make.stored_zip(), "archive"),
        (make.stored_zip(b"word/document.xml"), "office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "kind"),
        (b"<html><script>alert(1)</script>", "kind"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "kind"),
        (b"<?xml version='1.0'?><a/>", "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "kind"),
        (b"{\\rtf1 hello}", "office"),
        (b"GIF89a" + bytes(100), "kind"),
        (b"hello, world", "kind"),
        (b" " * 24 + make.pdf(), "kind"),
        (b"=cmd|'/C calc'!A0", "kind"),
        (make.EICAR, "kind"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "heic"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n%%EOF\n", "damaged"),
    ],
)
def test_what_is_no_accepted_document_is_refused_by_its_first_bytes(data: bytes, reason: str) -> None:
    assert refusal(data) == reason


def test_heic_is_accepted_where_the_extra_is_installed() -> None:
    assert kinds.kind_of(b"\x00\x00\x00\x18ftypheic", heic=True) == "heic"


JAVASCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
ADDRESS = Dictionary(S=Name.URI, URI=String("https://example.org"))


@pytest.mark.requirement("R3.56")
@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ({"OpenAction": JAVASCRIPT}, "active"),
        ({"AA": Dictionary(WC=JAVASCRIPT)}, "active"),
        ({"Names": Dictionary(JavaScript=Dictionary(Names=Array([String("a"), JAVASCRIPT])))}, "active"),
        ({"OpenAction": Dictionary(S=Name.Launch, F=String("cmd.exe"))}, "active"),
        ({"OpenAction": Dictionary(S=Name.SubmitForm, F=String("http://x.example"))}, "active"),
        ({"OpenAction": Dictionary(S=Name.GoToR, F=String("x.pdf"))}, "active"),
        ({"OpenAction": Dictionary(S=Name.URI, URI=String("x"), Next=JAVASCRIPT)}, "active"),
        ({"OpenAction": ADDRESS}, "active"),
        ({"OpenAction": Dictionary(S=Name.GoTo, D=Array([Name.Fit]), Next=ADDRESS)}, "active"),
        ({"OpenAction": Dictionary(S=Name.GoTo, D=Array([Name.Fit]), Next=Array([ADDRESS]))}, "active"),
        ({"OpenAction": Dictionary(S=Name.Thread, F=String("\\\\server\\x.pdf"), D=0)}, "active"),
        ({"AcroForm": Dictionary(XFA=Array([String("a")]))}, "xfa"),
        ({"Names": Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a")])))}, "attachment"),
        ({"AF": Array([Dictionary(Type=Name.Filespec, EF=Dictionary(F=String("x")))])}, "attachment"),
        ({"Foo": Dictionary(Subtype=Name.FileAttachment, Rect=Array([0, 0, 1, 1]))}, "attachment"),
        ({"Foo": Dictionary(Subtype=Name.RichMedia, Rect=Array([0, 0, 1, 1]))}, "active"),
    ],
)
def test_a_pdf_that_does_something_is_refused(root: dict[str, Any], reason: str) -> None:
    assert refusal(make.pdf(**root)) == reason


@pytest.mark.parametrize(
    "root",
    [
        {"OpenAction": Array([Name.XYZ])},
        {"OpenAction": Dictionary(S=Name.Named, N=Name.Print)},
        {"Foo": Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), F=4, A=ADDRESS)},
        {"Names": Dictionary(EmbeddedFiles=Dictionary())},
        {"Foo": Dictionary(Subtype=Name.Screen)},
        {"Foo": Dictionary(S=Name.Transparency)},
    ],
)
def test_a_harmless_pdf_with_similar_words_is_accepted(root: dict[str, Any]) -> None:
    assert inspect(make.pdf(**root))["kind"] == "pdf"


def test_a_script_behind_a_stream_object_is_found() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    code = document.make_stream(b"app.alert(1)")
    document.Root.OpenAction = Dictionary(S=Name.Foo, JS=code)
    assert refusal(make.saved(document)) == "active"


@pytest.mark.parametrize("outside", [{"/F": String("x.pdf")}, {"/Ref": Dictionary(F=String("x.pdf"), Page=0)}])
def test_content_from_another_file_is_found(outside: dict[str, Any]) -> None:
    document = pikepdf.new()
    document.add_blank_page()
    stream = document.make_stream(b"")
    for key, value in outside.items():
        stream[key] = value
    document.Root.Foo = stream
    assert refusal(make.saved(document)) == "active"


@pytest.mark.requirement("R3.57")
def test_locked_pdfs_are_told_apart() -> None:
    document = pikepdf.open(io.BytesIO(make.pdf()))
    locked = make.saved(document, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    restricted = make.saved(document, encryption=pikepdf.Encryption(user="", owner="owner"))
    assert refusal(locked) == "locked"
    assert inspect(restricted)["kind"] == "pdf"


@pytest.mark.requirement("R3.56")
@pytest.mark.parametrize("size", [0, 300, 1500])
def test_a_cut_pdf_cannot_be_opened(size: int) -> None:
    data = make.pdf(4)
    assert refusal(data[: len(data) - 30 - size] if size < 1500 else data[: len(data) // 2]) == "damaged"


def test_a_broken_cross_reference_is_not_repaired_by_guessing() -> None:
    assert refusal(make.pdf().replace(b"startxref\n", b"startxref\n9")) == "damaged"


def test_data_behind_the_end_of_a_pdf_is_refused() -> None:
    assert refusal(make.pdf() + b"x" * 2000) == "trailing"
    assert refusal(make.pdf() + make.stored_zip()) == "trailing"
    assert refusal(make.pdf() + b"x" * 200_000) == "trailing"
    assert inspect(make.pdf() + b"\r\n\x00" * 100)["kind"] == "pdf"


def test_too_many_pages_are_refused() -> None:
    assert refusal(make.pdf(findings.PAGES + 1)) == "pages"
    assert inspect(make.pdf(findings.PAGES))["pages"] == findings.PAGES


def test_a_pdf_without_pages_is_damaged() -> None:
    assert refusal(make.saved(pikepdf.new())) == "damaged"


def test_a_page_tree_that_bites_its_tail_ends() -> None:
    document = pikepdf.open(io.BytesIO(make.pdf(2)))
    document.Root.Pages.Kids.append(document.Root.Pages)
    assert refusal(make.saved(document)) == "damaged"


def test_a_pdf_that_unpacks_to_200_mib_is_stopped() -> None:
    data = make.bomb_pdf()
    assert len(data) < 300_000
    started = time.monotonic()
    assert refusal(data) == "bomb"
    assert time.monotonic() - started < 5


def test_layers_of_packing_are_counted_through() -> None:
    inner = zlib.compress(zlib.compress(bytes(60 * 1024 * 1024)))
    document = pikepdf.new()
    document.add_blank_page()
    stream = pikepdf.Stream(document, inner)
    stream.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    document.pages[0].Contents = document.make_indirect(stream)
    assert refusal(make.saved(document)) == "bomb"
    stream.Filter = Array([Name.FlateDecode] * 4)
    assert refusal(make.saved(document)) == "bomb"


def test_a_broken_stream_and_an_empty_one_end_the_count() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    for raw in (b"not flate", zlib.compress(b"")):
        stream = pikepdf.Stream(document, raw)
        stream.Filter = Name.FlateDecode
        assert pdf._unpacked(stream, 10) == 0


def test_a_picture_inside_a_pdf_has_a_pixel_cap() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    image = document.make_stream(b"x", Type=Name.XObject, Subtype=Name.Image, Width=100_000, Height=100_000)
    document.pages[0].Resources = Dictionary(XObject=Dictionary(I=image))
    assert refusal(make.saved(document)) == "pixels"
    image.Width = image.Height = 10
    assert inspect(make.saved(document))["kind"] == "pdf"


def test_a_graph_of_too_many_objects_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "OBJECTS", 20)
    assert refusal(make.pdf(40)) == "complex"


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    assert refusal(make.png_header(20_000, 20_000)) == "pixels"
    assert refusal(make.png_header(7_000, 7_000)) == "pixels"
    assert refusal(make.png_header(1, 1_000_000_000)) == "pixels"


@pytest.mark.parametrize("size", [(0, 10), (-1, 5), (10, 10)])
def test_impossible_sizes_and_missing_pixels_are_damaged(size: tuple[int, int]) -> None:
    assert refusal(make.png_header(*size)) in {"damaged", "pixels"}


def test_a_wrong_checksum_is_damaged() -> None:
    data = bytearray(make.picture("PNG"))
    data[len(data) // 2] ^= 1
    assert refusal(bytes(data)) == "damaged"


@pytest.mark.requirement("R3.56")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_cut_picture_is_damaged(kind: str) -> None:
    data = make.picture(kind)
    assert refusal(data[: len(data) // 2]) == "damaged"


def test_something_behind_a_picture_is_refused() -> None:
    assert refusal(make.picture("PNG") + b"<?php system($_GET[0]);") == "trailing"
    assert refusal(make.picture("PNG") + b"x" * 70_000) == "trailing"
    assert refusal(make.picture("JPEG") + make.stored_zip()) == "trailing"
    assert inspect(make.picture("JPEG") + b"maker note")["kind"] == "jpeg"
    assert inspect(make.picture("JPEG") + b"PK\x05\x06" + bytes(40))["kind"] == "jpeg"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_refused(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    assert refusal(out.getvalue()) == "moving"


def many_pages(count: int) -> bytes:
    out = io.BytesIO()
    page = Image.new("1", (8, 8))
    page.save(out, "TIFF", save_all=True, append_images=[page] * (count - 1))
    return out.getvalue()


def test_a_tiff_may_have_pages_but_not_ten_thousand() -> None:
    assert inspect(many_pages(3))["pages"] == 3
    assert refusal(many_pages(findings.PAGES + 1)) == "pages"


@pytest.mark.requirement("R3.57")
def test_what_deserves_a_second_look_is_noted_and_does_not_stop_a_file() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    assert inspect(make.picture("JPEG", exif=exif))["notes"] == ("location",)
    dark, flat = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (100, 100), "black").save(dark, "PNG")
    Image.new("RGB", (700, 700), "white").save(flat, "PNG")
    assert inspect(dark.getvalue())["notes"] == ("small", "dark")
    assert inspect(flat.getvalue())["notes"] == ("blurred",)


def test_running_out_of_memory_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(images, "inspect", explode)
    monkeypatch.setattr(pages, "draw", explode)
    assert refusal(make.picture()) == "complex"
    assert child.draw(io.BytesIO(b""), "png", 0) == ({"refused": "complex"}, b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_drawn_page_holds_pixels_only(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "PLANTED-DESCRIPTION"
    head, drawn = child.draw(io.BytesIO(make.picture(kind, exif=exif)), kind.lower(), 0)
    assert head == {"kind": "png"}
    assert drawn.startswith(b"\x89PNG")
    assert b"PLANTED" not in drawn
    assert not Image.open(io.BytesIO(drawn)).getexif()


def test_a_see_through_picture_is_drawn_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    drawn = Image.open(io.BytesIO(pages.draw(io.BytesIO(out.getvalue()), "png", 0)))
    assert drawn.getpixel((5, 5)) == (255, 255, 255)


def test_pages_of_a_pdf_are_drawn_one_by_one() -> None:
    data = make.pdf(2)
    assert pages.draw(io.BytesIO(data), "pdf", 1).startswith(b"\x89PNG")
    for number in (2, 500):
        assert child.draw(io.BytesIO(data), "pdf", number)[0] == {"refused": "damaged"}
    assert child.draw(io.BytesIO(b"%PDF-1.7 nothing"), "pdf", 0)[0] == {"refused": "damaged"}
    assert child.draw(io.BytesIO(make.picture()), "jpeg", 3)[0] == {"refused": "damaged"}
    assert child.draw(io.BytesIO(b""), "heic", 0)[0] == {"refused": "heic"}


def test_the_child_process_gives_the_same_answers() -> None:
    for data, expected in (
        (make.pdf(), "pdf"),
        (make.picture("JPEG"), "jpeg"),
        (b"MZ" + bytes(100), "program"),
        (make.bomb_pdf(), "bomb"),
    ):
        with sandbox.memory_file([data]) as descriptor:
            answer = sandbox.ask(descriptor, verb="inspect")
        assert expected in {answer.head.get("kind"), answer.head.get("refused")}
    with sandbox.memory_file([make.picture("PNG")]) as descriptor:
        assert sandbox.ask(descriptor, verb="draw", kind="png").picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("number", range(60))
def test_mutilated_files_never_break_the_inspector(number: int) -> None:
    dice = random.Random(number)  # noqa: S311 - a repeatable mutilation
    data = bytearray(
        dice.choice([make.pdf(2), *(make.picture(kind, (60, 60)) for kind in ("JPEG", "PNG", "TIFF", "WEBP"))])
    )
    for _hit in range(dice.randint(1, 30)):
        data[dice.randrange(12, len(data))] = dice.randrange(256)
    answer = inspect(bytes(data))
    assert "kind" in answer or answer["refused"] in RejectionReason.values


def test_a_packed_page_is_read_to_its_end() -> None:
    document = pikepdf.new()
    document.add_blank_page()
    stream = pikepdf.Stream(document, zlib.compress(b"q Q\n" * 100))
    stream.Filter = Name.FlateDecode
    document.pages[0].Contents = document.make_indirect(stream)
    assert inspect(make.saved(document))["kind"] == "pdf"


def test_a_script_without_a_named_action_is_found() -> None:
    assert refusal(make.pdf(OpenAction=Dictionary(JS=String("app.alert(1)")))) == "active"


def test_the_pages_of_a_tiff_have_a_pixel_cap_together(monkeypatch: pytest.MonkeyPatch) -> None:
    data = many_pages(5)
    assert inspect(data)["pages"] == 5
    monkeypatch.setattr(findings, "ALL_PIXELS", 4 * 8 * 8)
    assert refusal(data) == "complex"


def test_a_later_page_of_a_tiff_obeys_the_pixel_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "PIXELS", 100)
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "TIFF", save_all=True, append_images=[Image.new("1", (20, 20))])
    assert refusal(out.getvalue()) == "pixels"


@pytest.mark.parametrize(("verb", "first"), [("inspect", b'{"kind": "png"'), ("draw", b'{"kind": "png"}\n\x89PNG')])
def test_the_child_reads_one_descriptor_and_answers_on_the_other(
    monkeypatch: pytest.MonkeyPatch, verb: str, first: bytes
) -> None:
    monkeypatch.setattr(confine, "confine", lambda **_limits: None)
    output = os.memfd_create("answer")
    with sandbox.memory_file([make.picture("PNG")]) as descriptor:
        request = {"verb": verb, "kind": "png", "page": 0, "input": os.dup(descriptor), "output": os.dup(output)}
        os.lseek(descriptor, 0, os.SEEK_SET)
        child.main(json.dumps({**request, "memory": 1, "seconds": 1, "output_bytes": 1}))
    assert os.pread(output, 1 << 24, 0).startswith(first)
    os.close(output)


def test_heic_is_taught_to_the_reader_where_the_extra_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    taught: list[bool] = []
    extra = types.SimpleNamespace(register_heif_opener=lambda: taught.append(True))
    monkeypatch.setitem(sys.modules, "pillow_heif", extra)
    assert child.has_heic()
    assert taught == [True]


def test_confining_sets_every_limit_and_asks_the_kernel_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: dict[int, tuple[int, int]] = {}
    asked: list[str] = []

    class Kernel:
        def __getattr__(self, name: str) -> Any:
            return lambda *_arguments: asked.append(name)

    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_names, **_more: Kernel())
    confine.confine(memory=7, seconds=3, output=5)
    assert len(limits) == 6
    assert limits[resource.RLIMIT_AS] == (7, 7)
    assert asked.count("unshare") == 1
    assert asked.count("prctl") == (4 if platform.machine() in confine._CALLS else 3)
