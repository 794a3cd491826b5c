"""Sealing: text of users at rest is AES-GCM under a key per scope; names of keys are HMACs.

Refuses to know what is sealed and where it is stored.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bot.errors import SealError, SettingsError

_KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 4
_MAGIC = b"T1"


def new_key() -> str:
    """A fresh secret key in the form that `THINKTWICE_SECRET_KEYS` takes."""
    return base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)).decode()


def keys_wanted(why: str) -> SettingsError:
    """What stops a start without keys; it shows a fresh one to use."""
    return SettingsError(
        why, name="THINKTWICE_SECRET_KEYS", remedy=f"set it, for example to {new_key()}"
    )


class Sealer:
    """Seals under the newest key, opens under any; a record carries the id of its key.

    The scope is both in the derived key and in the associated data: a record that was moved to
    another scope's place does not open (raises `SealError`), it never leaks.
    """

    def __init__(self, keys: str) -> None:
        self._keys = [_decode(part.strip()) for part in keys.split(",") if part.strip()]
        if not self._keys:
            raise keys_wanted("no secret key")
        self._by_id = {_key_id(key): key for key in self._keys}

    def seal(self, text: bytes, scope: str) -> bytes:
        """`text` sealed for `scope`: magic, key id, nonce, ciphertext with tag."""
        key = self._keys[0]
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(_derive(key, scope)).encrypt(nonce, text, scope.encode())
        return _MAGIC + _key_id(key) + nonce + sealed

    def open(self, sealed: bytes, scope: str) -> bytes:
        """The text again. Raises SealError: not ours, key gone, other scope, tampered."""
        head = len(_MAGIC) + _ID_BYTES
        if not sealed.startswith(_MAGIC) or len(sealed) < head + _NONCE_BYTES:
            raise SealError("not a sealed record")
        key = self._by_id.get(sealed[len(_MAGIC) : head])
        if key is None:
            raise SealError("sealed with a key that THINKTWICE_SECRET_KEYS does not hold")
        nonce, body = sealed[head : head + _NONCE_BYTES], sealed[head + _NONCE_BYTES :]
        try:
            return AESGCM(_derive(key, scope)).decrypt(nonce, body, scope.encode())
        except InvalidTag as error:
            raise SealError("the record does not open under this scope") from error

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key has sealed it."""
        return sealed.startswith(_MAGIC + _key_id(self._keys[0]))

    def digest(self, *parts: str) -> str:
        """A keyed name of the parts (HMAC-SHA256, 32 hex digits); parts cannot run together."""
        return _digest(self._keys[0], parts)

    def digests(self, *parts: str) -> list[str]:
        """That name under each key, the newest first: what lasts may lie under an older one."""
        return [_digest(key, parts) for key in self._keys]


def _decode(text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsError(
            "a secret key is not 32 bytes of URL-safe base64",
            name="THINKTWICE_SECRET_KEYS",
            remedy=f"use keys like {new_key()}, newest first, separated by commas",
        )
    return key


def _digest(key: bytes, parts: Sequence[str]) -> str:
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        raw = part.encode()
        mac.update(len(raw).to_bytes(8, "big") + raw)
    return mac.hexdigest()[:32]


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"thinktwice key id" + key).digest()[:_ID_BYTES]


def _derive(key: bytes, scope: str) -> bytes:
    return HKDFExpand(SHA256(), _KEY_BYTES, b"thinktwice seal " + scope.encode()).derive(key)
