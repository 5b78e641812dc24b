"""Environment files: lines of NAME=value, read as systemd and the shell read them.

What these two would read differently, such as a comment behind a value, is refused with its line.
"""

import re
from collections.abc import Mapping

ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")
PLAIN_VALUE = re.compile(r"[A-Za-z0-9_./:@%+,=-]*")
# Within double quotes, a backslash stands before these (POSIX shell, 2.2.3).
ESCAPED = re.compile(r'\\(["\\$`])')
COMMENT_MARKS = ("#", ";")


class EnvFileError(ValueError):
    """A line that cannot be read; its message names the line and what to write."""


def parse_env_file(text: str) -> dict[str, str]:
    """Return the values of `text` by name, without their quotes; the last of a name counts.

    Line ends may be those of DOS. A `$` is a `$`. Raises EnvFileError.
    """
    values = {}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        content = line.strip()
        if content and not content.startswith(COMMENT_MARKS):
            name, value = parse_assignment(content, number)
            values[name] = value
    return values


def parse_assignment(content: str, number: int) -> tuple[str, str]:
    """Return name and value of the line `content`. Raises EnvFileError, which says its `number`."""
    match = ASSIGNMENT.fullmatch(content)
    if match is None:
        raise EnvFileError(f"line {number}: write NAME=value, without spaces around the equals sign")
    name, value = match[1], match[2].strip()
    try:
        return name, read_quoted(value)
    except EnvFileError as error:
        raise EnvFileError(f"line {number}: {name}: {error}") from None


def read_quoted(value: str) -> str:
    """Return what `value` means. Raises EnvFileError where not everybody would read the same."""
    quote = value[:1]
    if quote and quote in "'\"":
        inner = value[1:-1]
        is_escaped = quote == '"' and re.search(r"(?<!\\)(\\\\)*\\$", inner)
        if len(value) < 2 or not value.endswith(quote) or is_escaped:
            raise EnvFileError("the quotes do not end at the end of the line")
        bare = ESCAPED.sub("", inner) if quote == '"' else inner
        if quote in bare:
            raise EnvFileError(f"there is a {quote} within the quotes; use the other kind")
        return ESCAPED.sub(r"\1", inner) if quote == '"' else inner
    if re.search(r"""\s#|['"\\]""", value):
        raise EnvFileError("put the value in single quotes, and a comment in a line of its own")
    return value


def format_value(value: str) -> str:
    """Return `value` with the quotes that it needs. Raises EnvFileError if it has several lines."""
    if re.search(r"[\0\r\n]", value):
        raise EnvFileError("a value has one line")
    if PLAIN_VALUE.fullmatch(value):
        return value
    if "'" not in value:
        return f"'{value}'"
    return '"' + re.sub(r'(["\\$`])', r"\\\1", value) + '"'


def update_env_text(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with `values` in it: in the place of a name's last line, or at the end.

    All else stays, comments too.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    places = {
        match[1]: index for index, line in enumerate(lines) if (match := ASSIGNMENT.fullmatch(line.strip()))
    }
    for name, value in values.items():
        line = f"{name}={format_value(value)}"
        if name in places:
            lines[places[name]] = line
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
