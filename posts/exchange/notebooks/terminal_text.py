"""Text as a terminal would have shown it, without its colours."""

import re

# Control sequences of ECMA-48: CSI, OSC, and single ones.
CONTROL_SEQUENCE = re.compile(
    r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\x1b]*+(?:\x07|\x1b\\)?|[PX^_][^\x1b]*+(?:\x1b\\)?|[@-Z\\-_])"
)
UNSHOWN = re.compile(r"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f]")


def clean_terminal_text(text: str) -> str:
    """Return `text` without colours; a line that was written over (`\\r`) is as it was at last."""
    text = CONTROL_SEQUENCE.sub("", text).replace("\r\n", "\n")
    if "\r" in text or "\b" in text:
        text = "\n".join(map(overwrite_line, text.split("\n")))
    lines = UNSHOWN.sub("", text).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def overwrite_line(line: str) -> str:
    """Return what a terminal shows of a line with returns and backspaces in it."""
    shown: list[str] = []
    column = 0
    for character in line:
        if character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        else:
            shown[column : column + 1] = [character]
            column += 1
    return "".join(shown)
