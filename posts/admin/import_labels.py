"""What the importer says, in the words of the admin: it speaks English, as the command does."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

# Steps of a task, by what is stored.
STEP_LABELS = {
    "unpacking": gettext_lazy("Unpacking the archive"),
    "converting": gettext_lazy("Converting the export"),
    "reading": gettext_lazy("Reading the files"),
    "importing": gettext_lazy("Going through the posts"),
    "pictures": gettext_lazy("Making smaller sizes of pictures"),
    "undoing": gettext_lazy("Undoing"),
}
# Kinds of notes, and reasons, by the importer's words for them.
NOTE_LABELS = {
    "failed": pgettext_lazy("import", "failed"),
    "skipped": pgettext_lazy("import", "skipped"),
    "draft": gettext_lazy("become drafts"),
    "unsaved changes kept, to be merged": gettext_lazy("unsaved changes of editors kept, to be merged"),
    "draft because of errors": gettext_lazy("become drafts because of errors"),
    "published with errors": gettext_lazy("published with errors"),
    "files not read": gettext_lazy("files not read"),
    "picture or file missing": gettext_lazy("picture or file missing"),
    "file not taken": gettext_lazy("file not taken"),
    "file moved": gettext_lazy("file moved"),
    "file not included": gettext_lazy("file not included"),
    "link kept": gettext_lazy("link kept as it is"),
    "date": gettext_lazy("date cannot be used as it is"),
    "notebook not kept": gettext_lazy("notebook not kept with the post"),
    "output older than its code": gettext_lazy("output older than its code"),
    "changed here and in the notebook, kept as it is here": gettext_lazy(
        "changed here and in the notebook, kept as it is here"
    ),
    "edited here and in the notebook, to be merged": gettext_lazy(
        "edited here and in the notebook, to be merged in the form"
    ),
    "not UTF-8": gettext_lazy("not in UTF-8"),
    "note not written yet": gettext_lazy("link to a note that does not exist"),
    "old address taken": gettext_lazy("old address belongs to another post"),
    "redirects of the old site": gettext_lazy("redirects of the old site"),
    "redirects not imported": gettext_lazy("redirects not imported"),
    "redirects not read": gettext_lazy("files of redirects not read"),
    "redirects that are permanent from now on": gettext_lazy("temporary redirects, now permanent"),
    "tag unknown": gettext_lazy("unknown tag or shortcode"),
    "component unknown": gettext_lazy("unknown component"),
    "directive unknown": gettext_lazy("unknown directive"),
    "directive left out": gettext_lazy("directive left out"),
    "expression kept as it is": gettext_lazy("expression kept as it is"),
    "title shortened": gettext_lazy("title shortened"),
    "two posts with one slug": gettext_lazy("two posts with one slug"),
    "without a title": gettext_lazy("without a title"),
    "table kept as it is drawn": gettext_lazy("table kept as it is drawn"),
    "list of contents left out": gettext_lazy("table of contents left out"),
    "comment left out": gettext_lazy("comment left out"),
    "comment never closed": gettext_lazy("comment never closed"),
    "marks kept as they are": gettext_lazy("marks kept as they are"),
    "references kept as they are": gettext_lazy("references kept as they are"),
    "front matter repaired": gettext_lazy("front matter repaired"),
    "conversion": gettext_lazy("conversion"),
    "kept as HTML": gettext_lazy("kept as HTML"),
    "not imported": gettext_lazy("not imported"),
    "not fetched": gettext_lazy("not fetched"),
    "comments kept": gettext_lazy("comments kept privately"),
    "comments not read": gettext_lazy("comments not read"),
    "files fetched": gettext_lazy("files fetched from the old site"),
    "embedded page kept as a link": gettext_lazy("embedded page kept as a link"),
    "embedded note kept as a link": gettext_lazy("embedded note kept as a link"),
    "link left out": gettext_lazy("link left out"),
    "picture without an address left out": gettext_lazy("picture without an address left out"),
    "drawing left out": gettext_lazy("drawing left out"),
    "hidden text left out": gettext_lazy("hidden text left out"),
    "no front matter": gettext_lazy("no front matter"),
    "cover on another site, not taken": gettext_lazy("cover on another site, not taken"),
    "files copied into media": gettext_lazy("pictures and files copied into media"),
    "translations linked": gettext_lazy("translations linked"),
    "further categories made tags": gettext_lazy("further categories made tags"),
    "pictures on other sites, left there": gettext_lazy("pictures on other sites, left there"),
    "formulas": gettext_lazy("formulas"),
    "formulas repaired": gettext_lazy("formulas repaired"),
    "formulas taken out of pictures": gettext_lazy("formulas taken out of pictures"),
    "files included": gettext_lazy("files included"),
    "it has no text": gettext_lazy("it has no text"),
    "the file is empty": gettext_lazy("the file is empty"),
    "the post was edited here since it was imported": gettext_lazy(
        "the post was edited here since it was imported"
    ),
    "the post is in the trash here": gettext_lazy("the post is in the trash here"),
    "the file is binary, not text": gettext_lazy("the file is binary, not text"),
}

# What a summary counts, where a name is in it.
COUNT_LABELS = {
    re.compile(r"posts that name nobody, by (.+) therefore"): gettext_lazy(
        "posts without an author, now by %(name)s"
    ),
    re.compile(r"fields without a place here: (.+)"): gettext_lazy("field not imported: %(name)s"),
    re.compile(r"dates without a zone, read as (.+)"): gettext_lazy(
        "dates without a time zone, read as %(name)s"
    ),
    re.compile(r"items of other kinds: (.+)"): gettext_lazy("items of another kind, not imported: %(name)s"),
    re.compile(r"warnings of the renderer: (.+)"): gettext_lazy("warnings when rendering: %(name)s"),
}


def translate_note(text: str) -> str:
    """Return a kind of note, or a reason, in the language of the page; if it has none, as it is."""
    return str(NOTE_LABELS.get(text, text))


def translate_line(line: str) -> str:
    """Return a line of a summary, "place: reason", in the language of the page as far as it can be."""
    place, colon, reason = line.partition(": ")
    return f"{place}: {translate_note(reason)}" if colon else line


def describe_step(step: str) -> str:
    """Return what a task is at, for people."""
    return str(STEP_LABELS.get(step, _("Waiting to begin")))


def list_notes(summary: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the notes of a stored summary by kind, failures first: {"label", "count", "lines", "more"}."""
    order = {"failed": 0, "skipped": 1}
    reasons = sorted(summary.get("reasons", {}).items(), key=lambda item: (order.get(item[0], 2), item[0]))
    return [
        {
            "label": translate_note(kind),
            "count": notes["count"],
            "lines": [translate_line(line) for line in notes["lines"]],
            "more": notes["count"] - len(notes["lines"]),
        }
        for kind, notes in reasons
    ]


def translate_count(kind: str) -> str:
    """Return what a count of a summary counts, in the language of the page."""
    for pattern, label in COUNT_LABELS.items():
        if found := pattern.fullmatch(kind):
            return str(label) % {"name": translate_note(found[1])}
    return translate_note(kind)


def list_counts(summary: dict[str, Any]) -> list[tuple[str, int]]:
    """Return the counts of a stored summary, each with what it counts."""
    return [(translate_count(kind), number) for kind, number in sorted(summary.get("counts", {}).items())]


def translate_note_line(line: str) -> str:
    """Return a note on a post, "kind: text", its kind in the language of the page."""
    kind, colon, text = line.partition(": ")
    return f"{translate_note(kind)}{colon}{translate_note(text)}"
