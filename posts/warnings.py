"""What the renderer's warnings and refusals mean, in the words of the interface."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.rendering import RenderError

SENTENCES = {
    "conflict": gettext_lazy("Two versions meet here. Keep what is right and take the marks out."),
    "dead-link": gettext_lazy("Nothing on the page is called %(detail)s."),
    "formula": gettext_lazy("A formula is shown as it was typed: %(detail)s"),
    "hidden-html": gettext_lazy("%(detail)s is not shown."),
    "image-alt": gettext_lazy("The picture %(detail)s has no alternative text."),
    "table-pipe": gettext_lazy(r"A | inside a formula ends the table's cell; write \lvert … \rvert or \mid."),
    "uncoloured": gettext_lazy("The code is too long, or takes too long, to be coloured."),
    "unclosed-fence": gettext_lazy("This code block is never closed."),
    "unclosed-formula": gettext_lazy("This formula is never closed."),
}
REFUSALS = {
    "failed": gettext_lazy("The text cannot be rendered."),
    "too-big": gettext_lazy("The text, or something in it, is too big to be rendered."),
    "too-deep": gettext_lazy("Something in the text is nested too deep to be rendered."),
    "too-slow": gettext_lazy("The text takes too long to be rendered."),
    "unclosed-formula": gettext_lazy("Too many formulas in the text are never closed."),
}


def sentence(warning: Mapping[str, Any]) -> str:
    """Return a stored warning as a sentence with its line, for people."""
    text = str(SENTENCES[warning["kind"]]) % warning
    if warning["field"] == "summary":
        return _("Summary: %(text)s") % {"text": text}
    return _("Line %(line)d: %(text)s") % {"line": warning["line"], "text": text} if warning["line"] else text


def refusal(error: RenderError) -> str:
    """Return why a text cannot be rendered, the renderer's own words behind, and what to do."""
    advice = _("Change it and save again; nothing was saved yet.")
    return f"{REFUSALS[error.kind]} ({error}) {advice}"
