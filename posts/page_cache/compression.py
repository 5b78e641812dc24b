"""The encodings of stored pages: which one a reader gets, and how a page is compressed.

Brotli first: it is smallest, and a page is compressed once. Zstandard, where it is installed, is for those
who ask for it before Brotli, or take no Brotli; docs/decisions/compression.md has the figures.
"""

import gzip
from collections.abc import Sequence
from functools import lru_cache

import brotli

try:
    from backports import zstd  # the module of Python 3.14's standard library
except ImportError:
    zstd = None  # type: ignore[assignment]

# In the order in which they are chosen where a reader takes several equally well.
ENCODINGS = ("br", "zstd", "gzip") if zstd else ("br", "gzip")
# A millisecond or two a page, and nearly the smallest size. Brotli below 7 is now and then 5 % larger.
QUALITY, GZIP_LEVEL, ZSTD_LEVEL = 7, 5, 9


@lru_cache(maxsize=256)
def choose_encoding(accepted: str, known: Sequence[str] = ENCODINGS) -> str:
    """Return the best of the `known` encodings that an Accept-Encoding allows; "" for none.

    The one with the highest weight (RFC 9110, section 12.5.3), of equal ones the first of `known`.
    """
    weights = dict(map(parse_weight, accepted.lower().split(",")))
    others = weights.get("*", 0.0)
    best = max(known, key=lambda encoding: weights.get(encoding, others))
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= weights.get("identity", 0.0) else ""


def parse_weight(part: str) -> tuple[str, float]:
    """Return the name and the weight of a part of the header; 0 for one that is no number from 0 to 1."""
    name, _, parameters = part.partition(";")
    written = parameters.replace(" ", "").removeprefix("q=")
    try:
        weight = float(written) if written else 1.0
    except ValueError:
        weight = 0.0
    return name.strip(), weight if 0 <= weight <= 1 else 0.0


def compress_body(body: bytes, encoding: str) -> bytes:
    """Return `body` in `encoding`, one of ENCODINGS, or as it is."""
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=QUALITY))
        case "zstd":
            return bytes(zstd.compress(body, level=ZSTD_LEVEL))
        case "gzip":
            return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return body
