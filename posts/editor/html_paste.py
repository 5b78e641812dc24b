"""HTML that is pasted into the editor, as Markdown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from posts.editor.base import EditorView
from posts.exchange.html_to_markdown import ConversionError, ConversionNote, PictureReference, convert_html
from posts.models.machine_slots import take_slot

MAX_HTML_BYTES = 5 * 1024 * 1024
# A larger page takes seconds; one of these at a time is converted.
LARGE_HTML_BYTES = 500_000
HTML_WAIT_SECONDS = 2.0
MAX_FIRST_NOTE = 100_000

ERROR_MESSAGES = {
    "too-long": gettext_lazy(
        "What was copied is too large: more than 5 MB of HTML, or 110,000 elements. Paste it in parts."
    ),
    "too-deep": gettext_lazy("What was copied is nested too deep to be converted."),
}
NOTE_MESSAGES = {
    "drawing": ngettext_lazy("%(count)d drawing was left out.", "%(count)d drawings were left out.", "count"),
    "embed": ngettext_lazy(
        "%(count)d embedded page became a link, or was left out: %(detail)s",
        "%(count)d embedded pages became links, or were left out: %(detail)s",
        "count",
    ),
    "hidden": ngettext_lazy(
        "%(count)d hidden passage was left out: “%(detail)s”",
        "%(count)d hidden passages were left out: “%(detail)s” …",
        "count",
    ),
    "local-picture": ngettext_lazy(
        "%(count)d picture is a file of the program that it was copied from. Insert it by itself: %(detail)s",
        "%(count)d pictures are files of the program that they were copied from. Insert them by themselves: "
        "%(detail)s …",
        "count",
    ),
    "lost-link": ngettext_lazy(
        "%(count)d link leads nowhere outside of the page that was copied, and became text: %(detail)s",
        "%(count)d links lead nowhere outside of the page that was copied, and became text: %(detail)s …",
        "count",
    ),
    "lost-picture": ngettext_lazy(
        "%(count)d picture has no address, and was left out: %(detail)s",
        "%(count)d pictures have no address, and were left out: %(detail)s …",
        "count",
    ),
    "too-deep": ngettext_lazy(
        "%(count)d list or quotation was nested too deep, and was moved outwards.",
        "%(count)d lists or quotations were nested too deep, and were moved outwards.",
        "count",
    ),
}


class HtmlToMarkdownView(EditorView):
    """Answer the Markdown of the HTML in the body of the request, of at most MAX_HTML_BYTES.

    Answers {"markdown", "pictures", "notes"}: of each picture {"address", "alt"}, the notes as texts; or
    {"error"} with 422 where the HTML cannot be converted. `first_note` in the address is the number of the
    first footnote.
    """

    def post(self, request: HttpRequest) -> JsonResponse:
        if int(request.headers.get("Content-Length") or 0) > MAX_HTML_BYTES:
            return refuse_html("too-long")
        body = request.read(MAX_HTML_BYTES + 1)
        if len(body) > MAX_HTML_BYTES:
            return refuse_html("too-long")
        try:
            with take_conversion_slots(request.user.pk, len(body)):
                conversion = convert_html(
                    body.decode(errors="replace"),
                    first_note=read_first_note(request.GET.get("first_note", "")),
                )
        except ConversionError as error:
            return refuse_html(error.kind)
        return JsonResponse(
            {
                "markdown": conversion.markdown,
                "pictures": [describe_picture_reference(picture) for picture in conversion.pictures],
                "notes": [format_conversion_note(note) for note in conversion.notes],
            }
        )


@contextmanager
def take_conversion_slots(user_id: int | None, size: int) -> Iterator[None]:
    """Let one conversion at a time be made for a user, and one large one in all; raise `NoFreeSlot`."""
    with take_slot(f"html-{user_id}", wait_seconds=HTML_WAIT_SECONDS):
        if size <= LARGE_HTML_BYTES:
            yield
            return
        with take_slot("large-html"):
            yield


def read_first_note(text: str) -> int:
    """Return the number of the first footnote that `text` asks for; 1 where it is none."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 9
    return min(max(int(text), 1), MAX_FIRST_NOTE) if is_number else 1


def refuse_html(kind: str) -> JsonResponse:
    return JsonResponse({"error": str(ERROR_MESSAGES[kind])}, status=422)


def describe_picture_reference(picture: PictureReference) -> dict[str, Any]:
    return {"address": picture.address, "alt": picture.alt}


def format_conversion_note(note: ConversionNote) -> str:
    """Return what an editor is told of a note."""
    return NOTE_MESSAGES[note.kind] % {"count": note.count, "detail": note.detail or _("(no text)")}
