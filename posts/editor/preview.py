"""The live preview: what is being typed, rendered in the same way as when it is saved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import pairwise, takewhile
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.formats import number_format
from django.utils.html import conditional_escape
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts.editor.base import EditorView
from posts.models import Post, Series
from posts.models.machine_slots import take_slot
from posts.models.render_messages import format_render_error, format_warning
from posts.models.render_surroundings import depends_on_place
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
    """Render the `source` sent in `language`, with `title` and `bibliography`, and store nothing.

    Answers {"html", "title", "lines", "warnings", "counts"}, or {"error"}, also with 200, if the text cannot
    be rendered. `lines` gives, for each top-level element of `html`, the line of the source it begins on.
    Who sends the digests of the blocks it has, as `blocks` with spaces between, gets `blocks` instead of
    `html`: see `list_changed_blocks`. An empty value asks for all of them.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        try:
            source, language = request.POST.get("source", ""), request.POST.get("language", "")
            with take_preview_slots(request.user.pk, len(source)):
                post = render_unsaved_post(
                    source,
                    title=request.POST.get("title", ""),
                    language=language,
                    bibliography=request.POST.get("bibliography", ""),
                    place=read_place(request.POST, source, request.user),
                )
        except RenderError as error:
            return JsonResponse({"error": format_render_error(error)})
        digests = request.POST.get("blocks")
        warnings = [{"text": format_warning(warning), "line": warning["line"]} for warning in post.warnings]
        counts = [{"text": text, "help": str(help_text)} for text, help_text in describe_text_length(post)]
        return JsonResponse(
            {
                **({"html": post.html} if digests is None else list_changed_blocks(post, digests.split())),
                "title": conditional_escape(post.formatted_title),
                "lines": post.lines,
                "warnings": warnings,
                "counts": counts,
            }
        )


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


def render_unsaved_post(  # noqa: PLR0913  (all but the first by name)
    source: str,
    *,
    title: str = "",
    summary: str = "",
    language: str = "",
    bibliography: str = "",
    place: Mapping[str, Any] = {},
) -> Post:
    """Return an unsaved post with everything that saving derives from its text. Raises RenderError.

    `place` are the fields on which its numbers and its references depend.
    """
    post = Post(title=normalize_text(title), source=normalize_text(source), summary=normalize_text(summary))
    post.language, post.bibliography = language or post.language, normalize_text(bibliography)
    for name, value in place.items():
        setattr(post, name, value)
    post.render(is_preview=True)
    return post


def read_place(data: Mapping[str, Any], source: str, user: Any) -> dict[str, Any]:
    """Return where the post stands whose form sent `data`: its key, author and date, its series and place.

    A new post, and one that `user` may not change, is one of `user`.

    Asks the database only where the text of `source` depends on it.
    """
    if not depends_on_place(source):
        return {}
    key, series, order = (
        read_query_number(data.get(name, "")) for name in ("post", "series", "series_order")
    )
    own = Post.objects.manageable_by(user).filter(pk=key) if key else Post.objects.none()
    stored = own.values("pk", "slug", "author_id", "published_at").first() or {"author_id": user.pk}
    is_known = series and Series.objects.filter(pk=series).exists()
    return {**stored, "series_id": series if is_known else None, "series_order": order}


def read_query_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def list_changed_blocks(post: Post, digests: Sequence[str]) -> dict[str, object]:
    """Return how to make the blocks of `post` from the blocks with these `digests`.

    `start` and `end` tell how many of the first and of the last of them stay; `blocks` stand between, each
    with its digest and its HTML, which is null where one of `digests` is that of the same HTML.
    """
    blocks = [(compute_block_digest(html), html) for html in split_blocks(post.html, post.block_starts)]
    new = [digest for digest, _html in blocks]
    start = count_equal(new, digests)
    end = count_equal(new[start:][::-1], digests[start:][::-1])
    known = set(digests)
    changed = [
        {"digest": digest, "html": None if digest in known else html}
        for digest, html in blocks[start : len(blocks) - end]
    ]
    return {"start": start, "end": end, "blocks": changed}


def split_blocks(html: str, starts: Sequence[int]) -> Iterator[str]:
    """Yield the pieces of `html` that begin at `starts`; together they are all of it."""
    for start, end in pairwise([*(starts or (0,)), len(html)]):
        yield html[start:end]


def compute_block_digest(html: str) -> str:
    return blake2b(html.encode(), digest_size=8).hexdigest()


def count_equal(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many items at the beginning are the same."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


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
