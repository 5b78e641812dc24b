"""A newer notebook merged into its post: what changed in it is changed, what was edited here stays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from posts.diffing.matching import Budget, find_matching_blocks
from posts.diffing.merge import MergedText, merge_texts
from posts.models import Post
from posts.models.media_files import MEDIA_REFERENCE
from posts.models.state import STATE_TIMESTAMPS
from posts.rendering.merge_markers import marker_label
from posts.revisions.snapshots import SNAPSHOT_FIELDS, SNAPSHOT_RELATIONS, Snapshot, get_field_label

PICTURE_BUDGET = 40_000  # pairs of lines
MERGED_TEXTS = ("source", "summary")
MAX_PICTURE_LINE = 2_000  # characters; longer ones are compared as any other line
PICTURE_LINE = re.compile(
    rf"!\[[^\n]*\]\((?P<address>{MEDIA_REFERENCE.pattern})(?:[ \t]+\"[^\"\n]*\")?\)(?:\{{[^{{}}\n]*\}})?\s*\Z"
)


@dataclass(slots=True)
class NotebookMerge:
    """The merge of a post with its newer notebook.

    `snapshot` is what the post becomes; its texts have the conflicts of which there are `conflict_count`.
    `kept` are the labels of other fields that both changed, and that stay as they are here.
    """

    snapshot: Snapshot
    conflict_count: int = 0
    kept: list[str] = field(default_factory=list)


def merge_notebook(base: Snapshot, mine: Snapshot, theirs: Snapshot, file_name: str) -> NotebookMerge:
    """Merge the post as it is (`mine`) with what the notebook is now (`theirs`) and was (`base`)."""
    merge = NotebookMerge({**theirs, "names": mine["names"]})
    for name in MERGED_TEXTS:
        merged = merge_notebook_text(base.get(name), mine[name], theirs[name], file_name)
        merge.snapshot[name] = merged.text
        merge.conflict_count += merged.conflict_count
    # A state is one thing, of which several fields tell.
    if all(theirs.get(name) == base.get(name) for name in STATE_TIMESTAMPS):
        merge.snapshot |= {name: mine[name] for name in STATE_TIMESTAMPS}
    others = theirs.keys() - {*MERGED_TEXTS, *STATE_TIMESTAMPS, "names"}
    for name in sorted(name for name in others if theirs[name] != mine[name]):
        if theirs[name] == base.get(name):
            merge.snapshot[name] = mine[name]
        elif mine[name] != base.get(name):
            merge.snapshot[name] = mine[name]
            merge.kept.append(get_field_label(name))
    return merge


def merge_notebook_text(base: str | None, mine: str, theirs: str, file_name: str) -> MergedText:
    """Merge the Markdown of a notebook; a picture that was drawn anew keeps the words written for it."""
    moved = find_new_pictures(base, theirs) if base else {}
    if base and moved:
        base, mine = replace_picture_addresses(base, moved), replace_picture_addresses(mine, moved)
    if base:
        mine = take_back_words(base, mine, theirs)
    now = timezone.localtime()
    return merge_texts(
        base, mine, theirs, (marker_label(_("edited here"), now), marker_label(file_name, now))
    )


def take_back_words(base: str, mine: str, theirs: str) -> str:
    """Return `mine` without the words that were given here to pictures which the notebook shows no more.

    Else each of them were a conflict, where outputs were cleared.
    """
    gone = set(MEDIA_REFERENCE.findall(base)) - set(MEDIA_REFERENCE.findall(theirs))
    pictures = {address: line for address, line in find_picture_lines(base) if address in gone}
    words = {line: pictures[address] for address, line in find_picture_lines(mine) if address in pictures}
    return "\n".join(words.get(line, line) for line in mine.split("\n"))


def find_picture_lines(text: str) -> Iterator[tuple[str, str]]:
    """Yield address and line of each picture in media that has a line of `text` for itself."""
    for line in text.split("\n"):
        if len(line) <= MAX_PICTURE_LINE and (match := PICTURE_LINE.match(line)):
            yield match["address"], line


def find_new_pictures(base: str, theirs: str) -> dict[str, str]:
    """Return the addresses of pictures that stand in the place of others: new ones by old ones."""
    before, after = base.split("\n"), theirs.split("\n")
    masked = [[MEDIA_REFERENCE.sub("\0", line) for line in lines] for lines in (before, after)]
    kept = set(MEDIA_REFERENCE.findall(theirs))
    moved: dict[str, str] = {}
    for block in find_matching_blocks(masked[0], masked[1], Budget(PICTURE_BUDGET)):
        for old_line, new_line in zip(
            before[block.start : block.end], after[block.other_start : block.other_end], strict=True
        ):
            if old_line != new_line:
                pairs = zip(MEDIA_REFERENCE.findall(old_line), MEDIA_REFERENCE.findall(new_line), strict=True)
                moved |= {old: new for old, new in pairs if old not in kept}
    return moved


def replace_picture_addresses(text: str, moved: dict[str, str]) -> str:
    return MEDIA_REFERENCE.sub(lambda match: moved.get(match[0], match[0]), text)


def fill_from_snapshot(post: Post, snapshot: Snapshot) -> None:
    """Set everything that `snapshot` holds on `post`, except its tags. Nothing is saved."""
    for name in SNAPSHOT_FIELDS:
        setattr(post, name, snapshot[name])
    for name in SNAPSHOT_RELATIONS:
        setattr(post, f"{name}_id", snapshot[name])
    for name in STATE_TIMESTAMPS:
        setattr(post, name, parse_datetime(snapshot[name]) if snapshot[name] else None)
    post.cover = snapshot["cover"]
