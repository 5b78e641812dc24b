"""What is to be done with one post: a function of what both sides have, and had."""

from dataclasses import dataclass
from enum import Enum

from posts.diffing.merge import merge_texts
from posts.exchange.syncing.documents import has_readable_head, is_same_document


class SyncStep(Enum):
    """What is done with a post and its file."""

    NOTHING = "nothing"
    REMEMBER = "remember"  # both are the same; that is noted
    WRITE_FILE = "write file"
    IMPORT_FILE = "import file"
    MERGE = "merge"  # both changed, in different places: the merge goes to both
    CONFLICT = "conflict"
    FILE_GONE = "file gone"
    POST_GONE = "post gone"
    FORGET = "forget"  # both are gone


@dataclass(frozen=True, slots=True)
class Decision:
    step: SyncStep
    text: str = ""  # the merge


def decide(base: str | None, file: str | None, post: str | None) -> Decision:
    """Return what is to be done.

    `base` is the document that both had at last, None without one; `file` and `post` what they have now,
    None for what is not there.
    """
    if file is None and post is None:
        return Decision(SyncStep.FORGET)
    if file is None:
        return Decision(SyncStep.WRITE_FILE if base is None else SyncStep.FILE_GONE)
    if post is None:
        return Decision(SyncStep.IMPORT_FILE if base is None else SyncStep.POST_GONE)
    return decide_on_both(base, file, post)


def decide_on_both(base: str | None, file: str, post: str) -> Decision:
    """Return what is to be done where both sides are there."""
    if is_same_document(file, post):
        is_known = base is not None and is_same_document(base, post)
        return Decision(SyncStep.NOTHING if is_known else SyncStep.REMEMBER)
    if base is None:
        return Decision(SyncStep.CONFLICT)
    if is_same_document(base, file):
        return Decision(SyncStep.WRITE_FILE)
    if is_same_document(base, post):
        return Decision(SyncStep.IMPORT_FILE)
    merged = merge_texts(base, file, post)
    if merged.conflict_count or not has_readable_head(merged.text):
        return Decision(SyncStep.CONFLICT)
    return Decision(SyncStep.MERGE, merged.text)
