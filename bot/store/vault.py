"""Encryption at rest: AES-256-GCM, a data key per person wrapped by the master key, a key per day for raw input.

Destroying a wrapped key destroys everything sealed under it. What is sealed is bound to its place
(table|column|row) and key, so a row copied elsewhere does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = 1
NONCE = 12
CHECK_PLACE = "meta|key_check|warmline"
CHECK_WORDS = b"warmline"


_write = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_read = json.JSONDecoder().decode


def packed(value: Any) -> bytes:
    """Plain JSON as it is sealed; a lone surrogate that an app has sent stays what it is."""
    return _write(value).encode("utf-8", "surrogatepass")


def unpacked(opened: bytes) -> Any:
    """What was packed."""
    return _read(opened.decode("utf-8", "surrogatepass"))


class WrongKey(Exception):
    """Something sealed does not open: another master key, another place, or damage. Never says what was inside."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """An opened data key. Its repr shows whose it is, never the key."""

    owner: str
    cipher: AESGCM

    def seal(self, place: str, plain: bytes) -> bytes:
        """Version byte, nonce, ciphertext with tag. `place` is table|column|row and must be given to `open` again."""
        nonce = os.urandom(NONCE)
        return bytes((VERSION,)) + nonce + self.cipher.encrypt(nonce, plain, _bound(self.owner, place))

    def open(self, place: str, sealed: bytes) -> bytes:
        """What was sealed for this place; raises `WrongKey` for anything else."""
        if sealed[:1] != bytes((VERSION,)):
            raise WrongKey(f"{place}: unknown version of sealing")
        try:
            return self.cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], _bound(self.owner, place))
        except (InvalidTag, ValueError):  # ValueError: too short for a nonce
            raise WrongKey(f"{place}: does not open with this key") from None


class Vault:
    """Holds the master key in memory and hands out data keys."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("the master key must be 32 bytes")
        self._wrapping = DataKey("master", AESGCM(_derive(master, b"wrap")))
        self._index_key = _derive(master, b"index")

    def index(self, kind: str, value: str) -> bytes:
        """A blind index: the same value gives the same 16 bytes, which tell nothing without the master key."""
        return hmac.digest(self._index_key, f"{kind}|{value}".encode(), hashlib.sha256)[:16]

    def new_key(self, owner: str) -> tuple[DataKey, bytes]:
        """A fresh data key and its wrapped form, which is what the store keeps."""
        raw = os.urandom(32)
        return DataKey(owner, AESGCM(raw)), self._wrapping.seal(f"data_key|wrapped|{owner}", raw)

    def unwrap(self, owner: str, wrapped: bytes) -> DataKey:
        """The data key from its wrapped form; raises `WrongKey`."""
        return DataKey(owner, AESGCM(self._wrapping.open(f"data_key|wrapped|{owner}", wrapped)))

    def check_value(self) -> bytes:
        """Kept in the store so that a wrong master key is noticed at start-up, before anything is written."""
        return self._wrapping.seal(CHECK_PLACE, CHECK_WORDS)

    def verify(self, check_value: bytes) -> None:
        """Raises `WrongKey` when the store was made with another master key."""
        if self._wrapping.open(CHECK_PLACE, check_value) != CHECK_WORDS:
            raise WrongKey("the check value is not ours")


def read_master(variable: str, key_file: Path) -> bytes | None:
    """The master key: from the variable's value (base64 of 32 bytes) or, when that is empty, from the file.

    None when neither exists. Raises ValueError, naming the place and never the key, when it is no key.
    """
    if variable:
        return _decode(variable, "WARMLINE_KEY")
    if key_file.exists():
        return _decode(key_file.read_text(encoding="ascii", errors="replace"), str(key_file))
    return None


def make_master(key_file: Path) -> bytes:
    """A new master key in a new file that only its owner may read. Raises FileExistsError if there is one."""
    master = os.urandom(32)
    key_file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(master) + b"\n")
            file.flush()
            # the first sealed row may be on disk a moment from now: the key must be there before it
            os.fsync(file.fileno())
    except BaseException:
        # half a key is none, and would stand in the way of a whole one
        key_file.unlink()
        raise
    folder = os.open(key_file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return master


def _decode(text: str, place: str) -> bytes:
    try:
        master = base64.b64decode(text.strip(), validate=True)
    except ValueError:  # no base64, or not even ASCII
        master = b""
    if len(master) != 32:
        raise ValueError(f"{place} does not hold a key (base64 of 32 bytes)")
    return master


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"warmline|" + purpose).derive(master)


def _bound(owner: str, place: str) -> bytes:
    return f"{place}|{owner}|{VERSION}".encode()
