"""Padding to a few sizes, so that the length of a ciphertext says little about the length of the text."""

from mycic.crypto.errors import CannotOpen

_KIB = 1024
_MARK = 0x80


def pad(content: bytes) -> bytes:
    """Add a mark and zeros up to the next bucket: 64 bytes up to 1 KiB, then 1 KiB, from 16 KiB on 4 KiB."""
    length = len(content) + 1
    bucket = 64 if length <= _KIB else _KIB if length <= 16 * _KIB else 4 * _KIB
    return (content + b"\x80").ljust(-(-length // bucket) * bucket, b"\0")


def unpad(padded: bytes) -> bytes:
    """Remove the padding; raise CannotOpen if there is none."""
    content = padded.rstrip(b"\0")
    if not content or content[-1] != _MARK:
        raise CannotOpen
    return content[:-1]
