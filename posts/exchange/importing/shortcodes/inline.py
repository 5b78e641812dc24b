"""Shortcodes within a line of text."""

import re

from posts.exchange.importing.shortcodes.blocks import APPEARANCE_WORDS
from posts.exchange.importing.shortcodes.context import ShortcodeContext
from posts.exchange.importing.shortcodes.parser import Shortcode


def convert_inline(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% label primary @text %}`, `{% span red, text %}`: the text."""
    if tag.inner is not None:
        return tag.inner
    if "," not in tag.raw_arguments and "@" not in tag.raw_arguments:
        return (
            " ".join(word for word in tag.positional if not APPEARANCE_WORDS.fullmatch(word))
            or tag.raw_arguments
        )
    return re.split(r"[,@]", tag.raw_arguments, maxsplit=1)[-1].strip().strip("'\"")


def convert_keyboard(tag: Shortcode, context: ShortcodeContext) -> str:
    return f"<kbd>{tag.inner or tag.raw_arguments}</kbd>"


def convert_checkbox(tag: Shortcode, context: ShortcodeContext) -> str:
    """`{% checkbox checked, text %}`: an item of a task list."""
    options, _, text = tag.raw_arguments.rpartition(",")
    return f"- [{'x' if 'checked' in options else ' '}] {text.strip()}"
