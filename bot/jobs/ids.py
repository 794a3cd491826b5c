"""Ids of jobs: short enough to read aloud, long enough never to meet again.

Refuses to mean anything.
"""

from __future__ import annotations

import os

# Crockford's alphabet: no I, L, O, U (https://www.crockford.com/base32.html).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def new_id() -> str:
    """Ten characters, 50 random bits. A byte has 256 values, 32 divides them evenly."""
    return "".join(ALPHABET[byte % 32] for byte in os.urandom(LENGTH))
