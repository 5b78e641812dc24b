"""Messages for people: of the renderer's warnings and errors, and of publish checks."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import get_language_info, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from posts.rendering import RenderError

WARNING_MESSAGES = {
    "algorithm": gettext_lazy(
        r"The algorithm cannot be read and is shown as source: write \State, \If{…} … \EndIf."
    ),
    "caption": gettext_lazy(
        "The caption “%(detail)s” is not shown. Put the picture into a paragraph of its own."
    ),
    "comment-marks": gettext_lazy(
        "%(detail)s is published as typed. For a note that readers don't see write <!-- … -->."
    ),
    "conflict": gettext_lazy("Two versions conflict here. Keep what is right and remove the markers."),
    "dead-link": gettext_lazy("There is no anchor %(detail)s on the page."),
    "diagram": gettext_lazy("The diagram cannot be drawn and is shown as source: %(detail)s"),
    "duplicate-heading": gettext_lazy("There is already a heading “%(detail)s”."),
    "duplicate-label": gettext_lazy(
        "Something else has the label %(detail)s already; references lead to the first."
    ),
    "duplicate-note": gettext_lazy("There is a note %(detail)s already; this one stays where it was typed."),
    "embed": gettext_lazy("What %(detail)s would embed is shown as a link."),
    "fence-in-line": gettext_lazy(
        "A code block begins on a line of its own. Write %(detail)s on the next line."
    ),
    "fence-in-html": gettext_lazy(
        "A code block is not read directly below HTML. Leave an empty line above it."
    ),
    "formula": gettext_lazy("A formula cannot be set and is shown as source: %(detail)s"),
    "full-width-sign": gettext_lazy("A full-width sign is only text here: %(detail)s"),
    "heading-space": gettext_lazy("To make this line a heading, write a space behind %(detail)s."),
    "hidden-html": gettext_lazy("%(detail)s is not shown."),
    "image-attributes": gettext_lazy(
        "%(detail)s is not used: an image takes width and height in pixels, and align."
    ),
    "image-alt": gettext_lazy("The picture %(detail)s has no alternative text."),
    "language": gettext_lazy(
        "The text appears to be in %(detail)s, but another language is chosen under Publishing."
    ),
    "large-diagram": gettext_lazy(
        "The diagram is too large, or takes too long to draw, and is shown as source."
    ),
    "missing-citation": gettext_lazy("No literature has the key %(detail)s; it is shown as it was typed."),
    "missing-label": gettext_lazy("Nothing has the label %(detail)s."),
    "missing-post": gettext_lazy("There is no post called “%(detail)s”; the link is shown as it was typed."),
    "missing-reference": gettext_lazy("%(detail)s refers to nothing on this site."),
    "missing-note": gettext_lazy("There is no note for %(detail)s; it is shown as it was typed."),
    "nested-comment": gettext_lazy("A comment begins inside this comment: was it meant to end before?"),
    "no-diagrams": gettext_lazy(
        "Diagrams are not drawn on this site and are shown as source: its extra “diagrams” is not installed."
    ),
    "odd-space": gettext_lazy(
        "The space behind %(detail)s is not an ordinary one, so it is only text. Type an ordinary space."
    ),
    "orphan-note": gettext_lazy("Nothing refers to the note %(detail)s, so this line of it is not shown."),
    "skipped-level": gettext_lazy("A heading level is skipped: %(detail)s"),
    "space-in-address": gettext_lazy("An address holds no spaces. Write %(detail)s"),
    "table-pipe": gettext_lazy(r"A | inside a formula ends the table's cell; write \lvert … \rvert or \mid."),
    "template-tag": gettext_lazy(
        "%(detail)s is a command of another program, and published as typed. Replace or remove it."
    ),
    "tikz": gettext_lazy(
        "TikZ is not drawn here: it is shown as code. Upload the picture beside it, as SVG or PNG."
    ),
    "toc-marker": gettext_lazy("%(detail)s is published as typed. Remove it: every post has its contents."),
    "typed-html": gettext_lazy(
        "%(detail)s is no HTML that readers get, or is never closed: it is shown as typed."
    ),
    "uncoloured": gettext_lazy("The code is not highlighted: it is too long or takes too long."),
    "unclosed-fence": gettext_lazy("This code block is not closed."),
    "unclosed-html": gettext_lazy("%(detail)s is not closed."),
    "unclosed-formula": gettext_lazy("This formula is not closed."),
    "uneven-row": gettext_lazy("This row has more or fewer cells than the head of its table: %(detail)s"),
    "unpublished-post": gettext_lazy(
        "“%(detail)s” is not published; its words become a link as soon as it is."
    ),
    "unused-mark": gettext_lazy("%(detail)s is not used; the text is shown without it."),
    "wiki-embed": gettext_lazy("%(detail)s is only text here. Write ![description](address of the picture)."),
    "wide-formula": gettext_lazy("The formula is wider than the text; break it into lines, as with aligned."),
}
# Of the publish checks: what the renderer cannot know.
CHECK_MESSAGES = {
    "dead-address": gettext_lazy("%(detail)s is a broken link: there is no such page on this site."),
    "empty-picture": gettext_lazy("A picture has no address."),
    "missing-file": gettext_lazy("There is no file at %(detail)s."),
    "moved-address": gettext_lazy("The address has changed: %(detail)s"),
    "no-category": gettext_lazy("The post has no category."),
    "no-summary": gettext_lazy("There is no excerpt; cards and feeds show the beginning of the text."),
    "no-tags": gettext_lazy("The post has no tags."),
    "no-text": gettext_lazy("There is no text."),
    "no-title": gettext_lazy("There is no title."),
    "refused": gettext_lazy("%(detail)s"),
    "remote-picture": gettext_lazy("The picture %(detail)s is hosted on another site."),
    "series-label": gettext_lazy(
        "Another post of the series has this label too; references lead to the first of them: %(detail)s"
    ),
    "slug-empty": gettext_lazy("The slug contains neither a letter nor a digit."),
    "slug-taken": gettext_lazy("Another post uses or used the slug %(detail)s."),
    "stale-output": gettext_lazy(
        "The code of %(detail)s was changed after it ran: what it shows may be out of date."
    ),
    "unknown-address": gettext_lazy("There is no page %(detail)s on this site."),
    "unread-address": gettext_lazy("%(detail)s links to a post that is not published."),
    "upload-place": gettext_lazy("A picture is still being uploaded: %(detail)s"),
}
RENDER_ERROR_MESSAGES = {
    "failed": gettext_lazy("The text cannot be rendered."),
    "too-big": gettext_lazy("The text, or part of it, is too large to be rendered."),
    "too-deep": gettext_lazy("Part of the text is nested too deeply to be rendered."),
    "too-slow": gettext_lazy("The text takes too long to be rendered."),
    "unclosed-formula": gettext_lazy("Too many formulas in the text are not closed."),
}
# The most frequent errors in formulas. Warnings hold them in English, with the names filled in.
FORMULA_ERROR_MESSAGES = (
    gettext_noop('Unknown command "%(name)s".'),
    gettext_noop('Unknown environment "%(name)s".'),
    gettext_noop("“%(name)s” is never closed."),
    gettext_noop("“%(name)s” closes nothing."),
    gettext_noop("“%(name)s” ends at “%(other)s”."),
    gettext_noop("Duplicate subscript or superscript."),
    gettext_noop('Found "%(name)s", which may only appear in a table-like environment.'),
    gettext_noop("Expected argument but reached end of input."),
    gettext_noop('There must be a parenthesis after "%(name)s", but not found.'),
    gettext_noop('Unexpected "%(name)s".'),
    gettext_noop("“%(name)s” is not allowed in a formula."),
    gettext_noop("“%(name)s” expands too often, or without end."),
    gettext_noop("This “%(name)s” cannot be read."),
    gettext_noop("This use of “%(name)s” does not fit its definition."),
    gettext_noop(r"“\bond{%(name)s}” is not known."),
    gettext_noop(r"A “%(name)s” in “\ce” is never closed."),
)


def format_warning(warning: Mapping[str, Any]) -> str:
    """Return the message of a stored warning or a check's result, with its line."""
    words = {**warning, "detail": DETAIL_FORMATTERS.get(warning["kind"], str)(warning["detail"])}
    text = str((WARNING_MESSAGES | CHECK_MESSAGES)[warning["kind"]]) % words
    if warning["field"] == "summary":
        return _("Excerpt: %(text)s") % {"text": text}
    if warning["field"] == "title":
        return _("Title: %(text)s") % {"text": text}
    return _("Line %(line)d: %(text)s") % {"line": warning["line"], "text": text} if warning["line"] else text


def translate_formula_error(detail: str) -> str:
    """Return the error of a formula in the interface's language, where it has a translation."""
    matches = (
        (template, compile_template(template).fullmatch(detail)) for template in FORMULA_ERROR_MESSAGES
    )
    return next((_(template) % match.groupdict() for template, match in matches if match), detail)


@cache
def compile_template(template: str) -> re.Pattern[str]:
    """Return the pattern that matches `template` with anything filled in for its names."""
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(template)))


def get_language_name(code: str) -> str:
    """Return the name of a language in that language."""
    return str(get_language_info(code.lower())["name_local"])


# How the detail of a kind of warning is shown, where not as it is.
DETAIL_FORMATTERS = {"formula": translate_formula_error, "language": get_language_name}


def format_render_error(error: RenderError) -> str:
    """Return why a text cannot be rendered, with the renderer's own message and advice."""
    advice = _("Nothing was saved. Change the text and save again.")
    return f"{RENDER_ERROR_MESSAGES[error.kind]} ({error}) {advice}"
