"""Plain text: making it safe to store and to send."""

import re

# What XML 1.0 (section 2.2) cannot hold, and so no feed can: control
# characters but tab and line feed, lone surrogates, two non-characters.
UNSENDABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def normalise(text: str) -> str:
    """Return `text` with line feeds for line ends and nothing that a feed cannot hold."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return UNSENDABLE.sub("", text)
