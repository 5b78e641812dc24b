"""Proofs: tests marked `proof`, which have a short form for the suite and a long one for `make prove`."""

import os
from typing import TypeVar

Figure = TypeVar("Figure")

IS_LONG = os.environ.get("PROVE") == "1"


def scale(short: Figure, long: Figure) -> Figure:
    """Return how much a proof does: `short` in the suite, `long` under `make prove` (PROVE=1)."""
    return long if IS_LONG else short
