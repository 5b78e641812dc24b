"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, a step of 30 seconds)."""

import base64
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from hmac import compare_digest

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30  # seconds
TOLERANCE = 1  # steps before and after now in which a code is right
MAX_DRIFT = 30  # steps in which a code shows that a clock is wrong


class Verdict(Enum):
    RIGHT = auto()
    USED = auto()
    WRONG_CLOCK = auto()
    WRONG = auto()


@dataclass(frozen=True)
class CodeCheck:
    """What a code turned out to be; `counter` is the step that it belongs to, if any."""

    verdict: Verdict
    counter: int | None = None


def check_code(secret: str, code: str, spent: Iterable[int] = ()) -> CodeCheck:
    """Check `code` against `secret`, in base32; the codes of the steps `spent` count no more.

    Who is told that a clock is wrong must never see that code accepted, or guesses would be worth
    many times as much: add every `counter` that is returned to `spent`.
    """
    now = get_counter()
    counter = find_counter(secret, code, now)
    if counter is None:
        return CodeCheck(Verdict.WRONG)
    if counter in set(spent):
        return CodeCheck(Verdict.USED)
    is_near = abs(counter - now) <= TOLERANCE
    return CodeCheck(Verdict.RIGHT if is_near else Verdict.WRONG_CLOCK, counter)


def get_counter() -> int:
    """Return the number of the step that is now."""
    return int(time.time()) // STEP


def find_counter(secret: str, code: str, now: int) -> int | None:
    """Return the step nearest to `now` that `code` belongs to."""
    generator = HOTP(base64.b32decode(secret, casefold=True), 6, SHA1())  # noqa: S303
    given = code.encode(errors="replace")
    steps = (step for step in nearest_steps(now) if compare_digest(generator.generate(step), given))
    return next(steps, None)


def nearest_steps(now: int) -> Iterator[int]:
    yield now
    for distance in range(1, MAX_DRIFT + 1):
        yield from (now - distance, now + distance)


def forget_old_steps(spent: Iterable[int]) -> list[int]:
    """Return those of the steps `spent` whose code could be entered again."""
    return sorted(step for step in set(spent) if step >= get_counter() - MAX_DRIFT)


def normalize_code(text: str) -> str:
    """Return a code as typed without its spaces and hyphens, in ASCII digits."""
    digits = unicodedata.normalize("NFKC", text)
    return "".join(character for character in digits if not character.isspace() and character != "-")
