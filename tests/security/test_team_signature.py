"""Signatures of minisign, made by Debian's `minisign` itself: what holds, and all that does not."""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from sitbreak import errors
from sitbreak.team.signature import LARGEST_B, SignatureRefused, check, public_key

_MINISIGN = shutil.which("minisign") or "minisign"
DATA = b'version = 1\nname = "Platform team"\n'


@dataclass(frozen=True)
class Signer:
    """A pair of keys, made by minisign without a password."""

    folder: Path

    @property
    def key(self) -> str:
        return self.folder.joinpath("us.pub").read_text().splitlines()[1]

    def sign(self, data: bytes, *options: str) -> bytes:
        file = self.folder / "data"
        file.write_bytes(data)
        run("-S", "-s", f"{self.folder}/us.key", "-m", str(file), "-x", f"{file}.sig", *options)
        return Path(f"{file}.sig").read_bytes()


def run(*words: str) -> None:
    subprocess.run([_MINISIGN, *words], check=True, capture_output=True, stdin=subprocess.DEVNULL)


def make_signer(folder: Path) -> Signer:
    folder.mkdir(exist_ok=True)
    run("-G", "-W", "-p", f"{folder}/us.pub", "-s", f"{folder}/us.key")
    return Signer(folder)


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return make_signer(tmp_path_factory.mktemp("signer"))


def refusal(data: bytes, signature: bytes, key: str) -> str:
    with pytest.raises(SignatureRefused) as caught:
        check(data, signature, key)
    assert caught.value.exit_code == errors.BAD_SIGNATURE
    return str(caught.value)


@pytest.mark.parametrize("kind", [(), ("-l",)])
def test_both_kinds_of_signature_hold_and_tell_the_signed_comment(
    signer: Signer, kind: tuple[str, ...]
) -> None:
    signature = signer.sign(DATA, *kind, "-t", "serial 17, by the platform team")
    assert base64.b64decode(signature.splitlines()[1])[:2] == (b"Ed" if kind else b"ED")
    assert check(DATA, signature, signer.key) == "serial 17, by the platform team"


def test_windows_line_ends_and_none_at_the_end_do_not_matter(signer: Signer) -> None:
    signature = signer.sign(DATA, "-t", "c")
    assert check(DATA, signature.replace(b"\n", b"\r\n"), signer.key) == "c"
    assert check(DATA, signature.rstrip(b"\n"), signer.key) == "c"


def test_the_id_of_a_key_is_the_one_that_minisign_shows(signer: Signer) -> None:
    comment = signer.folder.joinpath("us.pub").read_text().splitlines()[0]
    assert comment.endswith(public_key(signer.key).id)


@pytest.mark.parametrize("kind", [(), ("-l",)])
def test_a_changed_file_a_changed_signature_and_a_changed_comment_are_refused(
    signer: Signer, kind: tuple[str, ...]
) -> None:
    signature = signer.sign(DATA, *kind, "-t", "serial 17")
    changed = "The signature does not fit the team's file: one of them was changed."
    assert refusal(DATA + b" ", signature, signer.key) == changed
    assert refusal(b"", signature, signer.key) == changed
    assert refusal(DATA, signature.replace(b"serial 17", b"serial 18"), signer.key) == changed
    lines = signature.split(b"\n")
    for line, place in ((1, 20), (1, 73), (3, 5), (3, 63)):
        raw = bytearray(base64.b64decode(lines[line]))
        raw[place] ^= 1
        bent = [*lines[:line], base64.b64encode(raw), *lines[line + 1 :]]
        assert refusal(DATA, b"\n".join(bent), signer.key) == changed


def test_one_kind_does_not_pass_for_the_other(signer: Signer) -> None:
    lines = signer.sign(DATA).split(b"\n")
    raw = base64.b64decode(lines[1])
    lines[1] = base64.b64encode(b"Ed" + raw[2:])
    assert "was changed" in refusal(DATA, b"\n".join(lines), signer.key)


def test_another_key_is_told_by_its_id(signer: Signer, tmp_path: Path) -> None:
    other = make_signer(tmp_path / "other")
    text = refusal(DATA, other.sign(DATA), signer.key)
    assert public_key(other.key).id in text
    assert public_key(signer.key).id in text


def test_a_key_with_the_right_id_and_other_bits_is_refused(signer: Signer, tmp_path: Path) -> None:
    other = base64.b64decode(make_signer(tmp_path / "other").key)
    mine = base64.b64decode(signer.key)
    mixed = base64.b64encode(mine[:10] + other[10:]).decode()
    assert "was changed" in refusal(DATA, signer.sign(DATA), mixed)


@pytest.mark.parametrize(
    "signature",
    [
        b"",
        b"\n\n\n\n",
        b"untrusted comment: x\nAAAA\ntrusted comment: y\nBBBB\n",
        b"<html>not found</html>",
        b"\0" * 1000,
        b"untrusted comment: \xff\n" + b"A" * 100 + b"\ntrusted comment: \xff\n" + b"A" * 88 + b"\n",
        b"x" * (LARGEST_B + 1),
    ],
)
def test_what_is_no_signature_is_called_so(signer: Signer, signature: bytes) -> None:
    assert refusal(DATA, signature, signer.key) == (
        "The signature of the team's file is no signature of minisign."
    )


def test_a_file_of_signatures_with_more_or_fewer_lines_is_none(signer: Signer) -> None:
    signature = signer.sign(DATA)
    for bent in (signature + b"more\n", signature.split(b"\n", 1)[1], signature.rsplit(b"\n", 2)[0]):
        assert "no signature of minisign" in refusal(DATA, bent, signer.key)


@pytest.mark.parametrize("key", ["", "RWQ", "x" * 56, "RWQ" + "!" * 53, "\u0663" * 56, "QUFB" * 14])
def test_what_is_no_key_is_called_so(key: str) -> None:
    with pytest.raises(SignatureRefused, match="no public key of minisign"):
        public_key(key)


def test_a_comment_that_would_steer_a_terminal_is_shown_without_it(signer: Signer) -> None:
    signature = signer.sign(DATA, "-t", "good\x1b[2J\t\u202efile " + "x" * 500)
    comment = check(DATA, signature, signer.key)
    assert comment.startswith("good[2J file xxx")
    assert len(comment) == 120


def test_without_the_library_nothing_that_had_to_be_signed_is_accepted(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    signature = signer.sign(DATA)
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    text = refusal(DATA, signature, signer.key)
    assert "the library cryptography is not installed" in text
    assert "pip install 'sitbreak[signed]'" in text
