"""Signatures of minisign: was this file signed by the key that was agreed on?

The format is that of https://jedisct1.github.io/minisign/. A public key is 42 bytes in Base64: "Ed", an id of
8 bytes, an Ed25519 key. A signature file has four lines: a comment, which nobody vouches for; the kind of the
signature, the id of the key and the signature itself; a second comment; a signature of the first one together
with that comment. The kind "Ed" (the older one) signs the file, "ED" its BLAKE2b-512 hash. Both signatures
have to hold.

Ed25519 comes from the library ``cryptography``, the extra ``sitbreak[signed]``. Without it nothing is
accepted that had to be signed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from sitbreak.errors import BAD_SIGNATURE, SitbreakError
from sitbreak.words import _, clean, cut, fill

LARGEST_B = 16 * 1024  # of a signature file; minisign writes comments of at most 8 KiB
SUFFIX = ".minisig"

_SIGNED = b"Ed"
_HASH_SIGNED = b"ED"
_COMMENT = b"trusted comment: "
_SHOWN = 120  # characters of a comment


class SignatureRefused(SitbreakError):
    """The file is not, or not provably, signed by the key; exit code 5."""

    exit_code = BAD_SIGNATURE


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    id: str  # as minisign shows it: hexadecimal, without leading zeros
    key: bytes


def public_key(text: str) -> PublicKey:
    """The key of a line as minisign writes it ("RWQ…"). Raises :class:`SignatureRefused`."""
    raw = _bytes_of(text.encode("ascii", "replace"), 42)
    if raw is None or raw[:2] != _SIGNED:
        raise SignatureRefused(
            _("team.key is no public key of minisign."), _("It is a line of 56 signs that begins with RW.")
        )
    return PublicKey(id=_id(raw[2:10]), key=raw[10:])


def check(data: bytes, signature: bytes, key_line: str) -> str:
    """That *data* was signed by the key of *key_line*; answers the comment that was signed with it, on one
    line. *signature* is the content of the ``.minisig`` file. Raises :class:`SignatureRefused`."""
    key = public_key(key_line)
    kind, key_id, signed, comment, sealed = _parts(signature)
    if key_id != key.id:
        text = _("The team's file was signed with another key ({found}) than the one in team.key ({wanted}).")
        raise SignatureRefused(fill(text, found=key_id, wanted=key.id))
    content = hashlib.blake2b(data).digest() if kind == _HASH_SIGNED else data
    if not (_holds(key, signed, content) and _holds(key, sealed, signed + comment)):
        raise SignatureRefused(_("The signature does not fit the team's file: one of them was changed."))
    words = " ".join(clean(comment.decode("utf-8", "replace")).split())
    return cut("".join(filter(str.isprintable, words)), _SHOWN)  # without what turns a line around


def _parts(text: bytes) -> tuple[bytes, str, bytes, bytes, bytes]:
    """Kind, key id, signature, signed comment and the signature of both. Raises for anything else."""
    lines = text.replace(b"\r\n", b"\n").removesuffix(b"\n").split(b"\n")
    if len(text) <= LARGEST_B and len(lines) == 4 and lines[2].startswith(_COMMENT):
        signed, sealed = _bytes_of(lines[1], 74), _bytes_of(lines[3], 64)
        if signed and sealed and signed[:2] in (_SIGNED, _HASH_SIGNED):
            comment = lines[2].removeprefix(_COMMENT)
            return signed[:2], _id(signed[2:10]), signed[10:], comment, sealed
    raise SignatureRefused(_("The signature of the team's file is no signature of minisign."))


def _holds(key: PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        raise SignatureRefused(
            _("Signatures cannot be checked: the library cryptography is not installed."),
            _("Install it with `pip install 'sitbreak[signed]'`; until then no file is accepted."),
        ) from None
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def _bytes_of(text: bytes, length: int) -> bytes | None:
    try:
        raw = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == length else None


def _id(raw: bytes) -> str:
    return f"{int.from_bytes(raw, 'little'):X}"
