"""The live preview: what is being typed, rendered in the same way as when it is saved."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest, JsonResponse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.editor.base import EditorView
from posts.models import Post
from posts.models.machine_slots import take_slot
from posts.models.render_messages import format_render_error, format_warning
from posts.rendering import RenderError
from posts.rendering.characters import normalize_text
from posts.rendering.worker import LARGE_SOURCE_CHARACTERS

# Tooltips of the numbers below the text.
CHARACTERS_HELP = _("Characters of the Markdown, without spaces and line breaks.")
# Seconds that a preview waits for the one before it of the same user: most take less.
PREVIEW_WAIT_SECONDS = 0.3
WORDS_HELP = _("Words of the text, without code: each Chinese character, and each word of other scripts.")
READING_TIME_HELP = _("Reading time.")


class PreviewView(EditorView):
    """Render the `source` sent in `language` and store nothing.

    Answers {"html", "lines", "warnings", "counts"}, or {"error"}, also with 200, if the text cannot be
    rendered. `lines` gives, for each top-level element of `html`, the line of the source it begins on.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        try:
            source, language = request.POST.get("source", ""), request.POST.get("language", "")
            with take_preview_slots(request.user.pk, len(source)):
                post = render_unsaved_post(source, language=language)
        except RenderError as error:
            return JsonResponse({"error": format_render_error(error)})
        warnings = [{"text": format_warning(warning), "line": warning["line"]} for warning in post.warnings]
        counts = [{"text": text, "help": str(help_text)} for text, help_text in describe_text_length(post)]
        return JsonResponse({"html": post.html, "lines": post.lines, "warnings": warnings, "counts": counts})


@contextmanager
def take_preview_slots(user_id: int | None, length: int) -> Iterator[None]:
    """Let one preview at a time be made for a user, and one large one in all; raise `NoFreeSlot` beyond that.

    The script sends its newest text when it asks again, so nothing waits here that nobody wants any more.
    """
    with take_slot(f"preview-{user_id}", wait_seconds=PREVIEW_WAIT_SECONDS, retry_after=1):
        if length <= LARGE_SOURCE_CHARACTERS:
            yield
            return
        with take_slot("large-preview"):
            yield


def render_unsaved_post(source: str, *, summary: str = "", language: str = "") -> Post:
    """Return an unsaved post with everything that saving derives from its text. Raises RenderError."""
    post = Post(source=normalize_text(source), summary=normalize_text(summary))
    post.language = language or post.language
    post.render()
    return post


def describe_text_length(post: Post) -> Iterator[tuple[str, object]]:
    """Yield the numbers of lines, characters, words … of `post` as texts, each with its tooltip."""
    lines = post.source.count("\n") + 1
    yield ngettext("%(count)s line", "%(count)s lines", lines) % format_count(lines), ""
    characters = sum(map(len, post.source.split()))
    text = ngettext("%(count)s character", "%(count)s characters", characters) % format_count(characters)
    yield text, CHARACTERS_HELP
    yield ngettext("%(count)s word", "%(count)s words", post.words) % format_count(post.words), WORDS_HELP
    yield ngettext("%(count)s formula", "%(count)s formulas", post.formulas) % format_count(post.formulas), ""
    minutes = post.reading_minutes
    yield ngettext("%(minutes)s min", "%(minutes)s min", minutes) % {"minutes": minutes}, READING_TIME_HELP


def format_count(number: int) -> dict[str, str]:
    return {"count": number_format(number, force_grouping=True)}
