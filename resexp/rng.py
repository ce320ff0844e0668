"""Randomness as a function of (seed, purpose, number), never of what was drawn before: the root of exact resume."""

from __future__ import annotations

import hashlib


def derive(seed: int, purpose: str, number: int = 0) -> int:
    """A 63-bit seed for a generator of this purpose, the same on every machine; number: of the epoch, step or block."""
    digest = hashlib.blake2b(f"{seed}/{purpose}/{number}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
