"""Round trips of a site's posts: in and out again, into the same site, into an empty one, and to their files.

`make_round_trips` imports a folder and exports it, each in a site of its own that is gone afterwards.
"""

import difflib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from posts.exchange.importing.importer import import_folder
from posts.exchange.importing.reader import read_post_file
from posts.exchange.importing.sites.formats import open_site
from posts.exchange.markdown.addresses import WrittenAddress, rewrite_addresses
from posts.exchange.markdown.masking import Mask
from posts.models import ImportRecord, Picture, Post
from posts.rendering.characters import normalize_text

OUTCOMES = ("created", "updated", "unchanged", "skipped", "failed")
MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
# What an import mends, by what stands in the first line that differs; the first that fits counts.
MENDED = (
    ("formulas", re.compile(r"\$|\\\(|\\\[|\\begin|\\end|\\\\|_\{|\^\{|`")),
    ("tags and shortcodes", re.compile(r"\{\{|\{%|\{#")),
    (
        "attributes and marks of a tool",
        re.compile(r"\{:|\{[.#]|:::|=\d*x\d*|\[\[|\[toc\]|\*\[", re.IGNORECASE),
    ),
    ("HTML of a tool", re.compile(r"<[a-z!/]", re.IGNORECASE)),
)


@dataclass
class RoundTrips:
    """How many posts came in, how many of them were the same after each trip, and what the others were."""

    name: str
    posts: int = 0
    same: Counter[str] = field(default_factory=Counter)
    others: dict[str, list[str]] = field(default_factory=dict)

    def add(self, trip: str, place: str, reason: str) -> None:
        """Count one post after a `trip`; with a `reason` it was not the same."""
        self.same[trip] += not reason
        if reason:
            self.others.setdefault(trip, []).append(f"{place}: {reason}")


@contextmanager
def open_empty_site() -> Iterator[None]:
    """Give the block a site without posts and media; whatever it stores is gone at its end."""
    with override_settings(STORAGES={"default": MEMORY, "staticfiles": MEMORY}), transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_round_trips(folder: Path) -> RoundTrips:
    """Return what becomes of the posts in `folder` on their trips."""
    trips = RoundTrips(folder.name)
    work = Path(tempfile.mkdtemp(prefix="round-trips-"))
    try:
        with open_empty_site():
            trips.posts = import_folder(folder).outcomes["created"]
            count_unchanged(trips, "same files again", folder)
            call_command("export_posts", work / "first", verbosity=0)
            compare_with_authors(trips, folder, work / "first")
            before = list_state()
            count_unchanged(trips, "export into same site", work / "first")
            if list_state() != before:
                trips.others.setdefault("export into same site", []).append(
                    "posts, versions or media changed"
                )
        with open_empty_site():
            import_folder(work / "first")
            call_command("export_posts", work / "second", verbosity=0)
        compare_trees(trips, work / "first", work / "second")
    finally:
        shutil.rmtree(work)
    return trips


def count_unchanged(trips: RoundTrips, trip: str, folder: Path) -> None:
    """Import `folder` into the site that has its posts, and count those that this leaves as they are."""
    summary = import_folder(folder)
    trips.same[trip] = min(summary.outcomes["unchanged"], trips.posts)
    changed = {name: number for name, number in summary.outcomes.items() if name in {"created", "updated"}}
    told = [line for outcome in ("skipped", "failed") for line in summary.reasons[outcome]]
    if any(changed.values()):
        trips.others.setdefault(trip, []).append(str(changed))
    if trips.same[trip] < trips.posts:
        trips.others.setdefault(trip, []).extend(told)


def list_state() -> Any:
    """Return all that importing could change: posts with their versions, media, pictures."""
    files = [
        f"{folder}/{name}" for folder in list_media_folders() for name in default_storage.listdir(folder)[1]
    ]
    posts = Post.objects.order_by("pk").values_list("pk", "uid", "slug", "version", "source", "updated_at")
    return list(posts), sorted(files), sorted(Picture.objects.values_list("name", flat=True))


def list_media_folders() -> list[str]:
    return default_storage.listdir("")[0] if default_storage.exists("") else []


def compare_trees(trips: RoundTrips, first: Path, second: Path) -> None:
    """Count the posts whose files are the same byte for byte, and name other files that are not."""
    one, two = read_tree(first), read_tree(second)
    for path in sorted(one | two):
        if one.get(path) == two.get(path):
            trips.same["empty site and out"] += path.startswith(("posts/", "pages/")) and path.endswith(".md")
            continue
        reason = (
            "missing"
            if path not in two
            else "added"
            if path not in one
            else find_difference(one[path], two[path])
        )
        trips.others.setdefault("empty site and out", []).append(f"{path}: {reason}")


def read_tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def find_difference(one: bytes, two: bytes) -> str:
    """Return the first lines that differ in two texts, shortened."""
    lines = zip(
        one.decode("utf-8", "replace").split("\n"), two.decode("utf-8", "replace").split("\n"), strict=False
    )
    return next((f"{a[:90]!r} → {b[:90]!r}" for a, b in lines if a != b), "one is longer")


def compare_with_authors(trips: RoundTrips, folder: Path, exported: Path) -> None:
    """Compare each post's text in the export with that of its author's file, but for line ends.

    Addresses of pictures count; those of other posts, which are new here, do not.
    """
    site, own = open_site(folder), open_site(exported)
    paths = {site.get_origin(path): path for path in site.iter_selected_files()}
    texts = {
        record.uid: record.source for record in (read_post_file(path, own) for path in own.iter_post_files())
    }
    for row in ImportRecord.objects.select_related("post").order_by("pk"):
        if row.post and row.origin in paths:
            author = read_post_file(paths[row.origin], site).source
            reason = find_mended(*blank_post_links(author, texts[row.post.uid]))
            trips.add("author's Markdown", row.origin, reason)


def blank_post_links(author: str, exported: str) -> tuple[str, str]:
    """Return both texts without the addresses of links that lead to posts now, and alike at their ends."""
    one, two = (normalize_text(text).replace("\r\n", "\n").strip("\n") for text in (author, exported))
    before, after = list_addresses(one), list_addresses(two)
    if len(before) != len(after):
        return one, two
    is_blank = [is_post_link(address) for address in after]
    return blank_addresses(one, is_blank), blank_addresses(two, is_blank)


def is_post_link(address: str) -> bool:
    path = address.partition("#")[0]
    return path.startswith("/posts/") or Post.objects.pages().filter(path=path.strip("/") or None).exists()


def list_addresses(text: str) -> list[str]:
    found: list[str] = []

    def note(written: WrittenAddress) -> None:
        found.append(written.address)

    rewrite_addresses(Mask().hide_code(text), note)
    return found


def blank_addresses(text: str, is_blank: list[bool]) -> str:
    """Return `text` without those of its addresses for which `is_blank`, in the order they are found."""
    blanks, mask = iter(is_blank), Mask()
    return mask.restore_text(
        rewrite_addresses(mask.hide_code(text), lambda written: "…" if next(blanks) else None)
    )


def find_mended(author: str, post: str) -> str:
    """Return what of the author's text was mended, with the first lines that differ; "" for none."""
    if author == post:
        return ""
    one, two = author.split("\n"), post.split("\n")
    for tag, start, end, begin, stop in difflib.SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = "\n".join(one[start:end]), "\n".join(two[begin:stop])
        if before.strip() == after.strip() == "":
            kind = "empty lines"
        else:
            kind = next((name for name, pattern in MENDED if pattern.search(f"{before}\n{after}")), "other")
        return f"{kind}: {before[:120]!r} → {after[:120]!r}"
    return "line ends"
