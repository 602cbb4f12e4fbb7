"""States of a slot and of a document, and why a file is refused, in the words that a person reads."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentState(models.TextChoices):
    """Where a received file stands. Only a ready one can be opened."""

    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Problem")
    REMOVED = "removed", _("Removed")


HELD = (DocumentState.CHECKING, DocumentState.READY)


class Note(models.TextChoices):
    """Something worth a second look; the person may keep the file as it is."""

    LOCATION = "location", _("This photo says where it was taken. The officer sees a copy without that information.")
    SMALL = "small", _("This picture is small. Check that every word can be read.")
    DARK = "dark", _("This picture is dark. Check that every word can be read.")
    BLURRED = "blurred", _("This picture may be blurred. Check that every word can be read.")


class RejectionReason(models.TextChoices):
    """Why a file is refused: each sentence says what to do now."""

    EMPTY = "empty", _("This file is empty. Choose the file again, or save it again and send the new one.")
    TOO_LARGE = "too_large", _("This file is larger than %(limit)s. Make it smaller, or send it in parts.")
    QUOTA_BYTES = (
        "quota_bytes",
        _(
            "There is no room left for this file: all files together may have %(total)s. "
            "Remove a file that you do not need, or make this one smaller."
        ),
    )
    QUOTA_FILES = (
        "quota_files",
        _("You have reached %(files)s files. Remove one that you do not need, or put several pages into one PDF."),
    )
    KIND = "kind", _("We cannot read this type of file. Save it as PDF or send a photo (JPEG or PNG).")
    MISNAMED = (
        "misnamed",
        _(
            "The name of this file says %(named)s, but the file is %(found)s. Give it the right "
            "name, or choose the file that you meant."
        ),
    )
    OFFICE = (
        "office",
        _("We cannot read files of a word processor or spreadsheet. Open it, save it as PDF, and send the PDF."),
    )
    ARCHIVE = "archive", _("This is a folder packed into one file. Unpack it and send each file by itself.")
    PROGRAM = "program", _("This file is a program, not a document. Send a PDF or a photo.")
    HEIC = "heic", _("We cannot read HEIC photos here. On your phone choose to share the photo as JPEG, then send it.")
    LOCKED = "locked", _("This PDF is locked with a password. Save a copy without a password and send that one.")
    DAMAGED = (
        "damaged",
        _("This file cannot be opened. It may be damaged or cut off. Save it again and send the new file."),
    )
    PAGES = "pages", _("This file has more than %(pages)s pages. Split it and send it in parts.")
    PIXELS = "pixels", _("This picture is too large. Make it smaller than 40 million pixels, then send it again.")
    MOVING = "moving", _("This picture moves. Send a still picture.")
    ACTIVE = "active", _("This PDF contains a script or an action. Print it to PDF and send the new file.")
    ATTACHMENT = (
        "attachment",
        _("This PDF has other files inside it. Send those files by themselves, and a PDF without them."),
    )
    XFA = "xfa", _("This PDF is a form that only one program can show. Print it to PDF and send the new file.")
    TRAILING = (
        "trailing",
        _(
            "This file has something else attached after its end. Print it to PDF, or save the "
            "picture again, and send the new file."
        ),
    )
    BOMB = "bomb", _("This file unpacks to far more than its size. Print it to PDF and send the new file.")
    COMPLEX = "complex", _("This file is too complicated to check. Print it to PDF and send the new file.")
    VIRUS = (
        "virus",
        _("Our virus check found something harmful in this file. Check your device, then send a clean copy."),
    )
    ONE_ONLY = "one_only", _("There is a file here already. Replace it, or remove it first.")
    STORAGE = "storage", _("We cannot store files right now. Nothing is lost: keep your file and send it again later.")
    AT_ONCE = "at_once", _("You can send %(at_once)s files at one time. Send this file again by itself.")
    NOT_RECEIVED = "not_received", _("We did not receive the whole file. Choose it and send it again.")


KIND_NAMES = {
    "pdf": _("a PDF"),
    "jpeg": _("a JPEG picture"),
    "png": _("a PNG picture"),
    "tiff": _("a TIFF picture"),
    "webp": _("a WebP picture"),
    "heic": _("a HEIC photo"),
}
