"""`python -m config.granian OPTIONS`: granian, which says in one line why it cannot listen."""

import errno
import os
import sys

from config.startup import explain_errors


def run_granian() -> None:
    """Run granian's own command. Raises OSError where its port is taken, or not allowed."""
    from granian.cli import entrypoint  # noqa: PLC0415  (it may be missing)

    try:
        entrypoint()  # type: ignore[no-untyped-call]
    except RuntimeError as error:
        # It hands on what the system said, with the number in its words.
        for number in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            if f"(os error {number})" in str(error):
                raise OSError(number, os.strerror(number)) from error
        raise


if __name__ == "__main__":
    sys.argv[0] = "granian"
    with explain_errors():
        run_granian()
