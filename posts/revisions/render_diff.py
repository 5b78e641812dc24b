"""What rendering a post again would change for its readers, in lines for a terminal."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from posts.diffing.diff import TextDiff, diff_texts
from posts.models import Post

# Fields of a render that a page of the site shows; of the others, readers see nothing there.
PAGE_FIELDS = ("html", "toc", "excerpt", "reading_minutes")
MAX_PLACES = 5  # places of a post that are shown
CONTEXT_CHARACTERS = 30  # that are shown before and after a change
MAX_CHANGE_CHARACTERS = 200  # of one change


def find_changed_fields(stored: dict[str, Any], post: Post) -> set[str]:
    """Return the names of the fields in `stored`, values from the database, that differ in `post`."""
    return {name for name, value in stored.items() if value != as_stored(getattr(post, name))}


def as_stored(value: Any) -> Any:
    """Return `value` as the database gives it back: JSON knows no tuples."""
    return list(value) if isinstance(value, tuple) else value


def describe_render_change(post: Post, max_places: int | None = MAX_PLACES) -> list[str]:
    """Return how the page of `post`, which was rendered and not saved, would change; [] if it would not.

    The first line names what differs; each of the others shows a place, at most `max_places` of them.
    What goes stands in `[-…-]`, what comes in `{+…+}`.
    """
    stored = Post.objects.filter(pk=post.pk).values("text", *PAGE_FIELDS, *Post.SOURCE_FIELDS).first() or {}
    changed = find_changed_fields(stored, post)
    if changed.isdisjoint(PAGE_FIELDS) or changed & Post.SOURCE_FIELDS:  # somebody edits it meanwhile
        return []
    rendered = {name: as_stored(getattr(post, name)) for name in stored}
    views = zip(iter_views(stored), iter_views(rendered), strict=True)
    name, old, new = next((name, old, new) for (name, old), (_, new) in views if old != new)
    places = list(iter_places(diff_texts(old, new)))
    rest = len(places[max_places:]) if max_places is not None else 0
    return [name, *places[:max_places], *([f"… and {rest} more"] if rest else [])]


def iter_views(fields: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each view of a render, the easiest to read first."""
    yield "text", fields["text"]
    yield "markup", split_at_tags(fields["html"])
    headings = (f"{'#' * entry['level']} {entry['html']} ({entry['id']})" for entry in fields["toc"])
    yield "contents", "\n".join(headings)
    yield "excerpt", split_at_tags(fields["excerpt"])
    yield "reading time", str(fields["reading_minutes"])


def split_at_tags(html: str) -> str:
    """Return `html` with each tag on a line of its own."""
    return html.replace("<", "\n<").strip()


def iter_places(difference: TextDiff) -> Iterator[str]:
    """Yield each place that changed in one line, with a little of what stands before and after it."""
    spans = [span for hunk in difference.hunks for span in hunk.spans]
    place, is_changed = "", False
    for kind, group in groupby(spans, key=attrgetter("kind")):
        text = "".join(span.text for span in group).replace("\n", " ")
        if kind != "same":
            place += mark_change(kind, text)
            is_changed = True
        elif len(text) <= 2 * CONTEXT_CHARACTERS:
            place += text
        else:
            if is_changed:
                yield f"{place}{text[:CONTEXT_CHARACTERS]}…".strip()
            place, is_changed = f"…{text[-CONTEXT_CHARACTERS:]}", False
    if is_changed:
        yield place.strip()


def mark_change(kind: str, text: str) -> str:
    """Return what was removed or added between marks, shortened in the middle."""
    text = text.strip() or text
    if len(text) > MAX_CHANGE_CHARACTERS:
        half = MAX_CHANGE_CHARACTERS // 2
        text = f"{text[:half]}…{text[-half:]}"
    return f"[-{text}-]" if kind == "removed" else f"{{+{text}+}}"
