"""Tags within a line of text."""

import re

from posts.exchange.importing.shortcodes.blocks import LOOKS
from posts.exchange.importing.shortcodes.context import Context
from posts.exchange.importing.shortcodes.parser import Tag


def inline(tag: Tag, context: Context) -> str:
    """`{% label primary @text %}`, `{% span red, text %}`: the text."""
    if tag.inner is not None:
        return tag.inner
    if "," not in tag.raw and "@" not in tag.raw:
        return " ".join(word for word in tag.words if not LOOKS.fullmatch(word)) or tag.raw
    return re.split(r"[,@]", tag.raw, maxsplit=1)[-1].strip().strip("'\"")


def keyboard(tag: Tag, context: Context) -> str:
    return f"<kbd>{tag.inner or tag.raw}</kbd>"


def checkbox(tag: Tag, context: Context) -> str:
    """`{% checkbox checked, text %}`: an item of a task list."""
    options, _, text = tag.raw.rpartition(",")
    return f"- [{'x' if 'checked' in options else ' '}] {text.strip()}"
