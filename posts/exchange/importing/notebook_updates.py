"""What an import does beside for a post that is made of a notebook: merge it, keep the file, tell of both."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from posts.exchange.importing.notebook_merge import (
    MERGED_TEXTS,
    NotebookMerge,
    fill_from_snapshot,
    merge_notebook,
)
from posts.exchange.importing.notebook_versions import find_merge_base, keep_record_notebook
from posts.exchange.importing.records.record import PostRecord, SkipImport
from posts.models import ImportRecord, Post
from posts.models.profile import get_display_name
from posts.revisions.draft_snapshots import build_draft_fields
from posts.revisions.drafts import DraftError, save_draft
from posts.revisions.editor_window import EditorWindow
from posts.revisions.snapshots import Snapshot, take_snapshot

# That of a record whose import was undone: no file has it, so the next import brings the post back.
UNDONE_DIGEST = ""


class NotebookUpdate:
    """The update of a post by a newer notebook; of any other record, and a new post, it changes nothing.

    `base` is what the post was made of; without it, nothing is merged.
    """

    def __init__(self, record: PostRecord, imported: ImportRecord | None) -> None:
        self.record = record
        post = imported.post if imported and record.notebook else None
        is_here = imported and post and not post.binned_at and imported.file_digest != UNDONE_DIGEST
        self.base = find_merge_base(post) if post and is_here else None
        self.mine: Snapshot = take_snapshot(post) if post and self.base else {}
        self.updated_at = post.updated_at if post else None
        self.merge: NotebookMerge | None = None

    def merge_into(self, post: Post) -> Sequence[str]:
        """Put back into `post`, which was filled from the record, what was edited here; return its tags.

        A text in which both conflict stays as it is here.
        """
        source = self.record.notebook
        if source is None or self.base is None:
            return self.record.tags
        theirs = take_snapshot(post) | {"tags": list(self.record.tags)}
        if not self.record.authors:
            theirs |= {name: self.mine[name] for name in ("author", "byline")}
        source.fields = theirs
        self.merge = merge_notebook(self.base, self.mine, theirs, source.file_name)
        becomes = dict(self.merge.snapshot)
        if self.merge.conflict_count:
            becomes |= {name: self.mine[name] for name in MERGED_TEXTS}
        fill_from_snapshot(post, becomes)
        if all(becomes[name] == self.mine[name] for name in ("title", *MERGED_TEXTS)):
            post.updated_at = self.updated_at or post.updated_at
        for label in self.merge.kept:
            self.record.add_note("changed here and in the notebook, kept as it is here", label)
        tags: list[str] = becomes["tags"]
        return tags

    def finish(self, post: Post, digest: str, editor: Any) -> None:
        """Keep the notebook with the saved `post`, and a merge with conflicts as a draft of `editor`.

        `digest` is that of the import record. Raises SkipImport where nobody can be given the draft.
        """
        source = self.record.notebook
        if source is None:
            return
        fields = source.fields or take_snapshot(post) | {"tags": list(self.record.tags)}
        has_conflicts = bool(self.merge and self.merge.conflict_count)
        keep_record_notebook(self.record, post, fields, digest, is_shown=not has_conflicts)
        if self.merge and has_conflicts:
            self.keep_conflicts(post, editor or post.author, self.merge)

    def keep_conflicts(self, post: Post, editor: Any, merge: NotebookMerge) -> None:
        """Keep the merged texts as what `editor` typed over `post` and has not saved."""
        typed = take_snapshot(post) | {name: merge.snapshot[name] for name in MERGED_TEXTS}
        window = EditorWindow(uuid4(), 1, None, post.pk, post.version, "")
        try:
            save_draft(editor, window, build_draft_fields(typed))
        except DraftError as error:
            raise SkipImport(f"the post was edited here and in the notebook: {error}") from error
        name = get_display_name(editor)
        self.record.add_note(
            "edited here and in the notebook, to be merged", f"{merge.conflict_count}: {name}"
        )
