"""The run of a sync. Each step can be broken off; run again, it goes on with what both sides have then."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from posts.exchange.importing.persist import POST_CREATED, POST_UPDATED
from posts.exchange.importing.records.record import ImportFileError, SkipImport
from posts.exchange.syncing.conflicts import is_conflict_open, keep_as_draft
from posts.exchange.syncing.decisions import SyncStep, decide
from posts.exchange.syncing.documents import is_same_document
from posts.exchange.syncing.folder import FolderFile, SyncFolder
from posts.exchange.syncing.importing import ImportedFile, import_files
from posts.exchange.syncing.pairs import SyncPair
from posts.exchange.syncing.site_documents import SiteDocument, build_site_documents
from posts.exchange.syncing.summary import SyncOutcome, SyncSummary
from posts.models import SyncedFile
from posts.publishing.bulk import trash_posts
from posts.revisions.drafts import DraftError

MAX_PASSES = 4  # an import may change other posts: translations, tags


@dataclass
class Synchronizer:
    """Makes `folder` and the site follow each other. `checkpoint` is called before each effect."""

    folder: SyncFolder
    editor: Any
    deletes: bool = False
    dry_run: bool = False
    checkpoint: Callable[[str], None] = lambda _step: None
    summary: SyncSummary = field(default_factory=SyncSummary)

    def run(self) -> SyncSummary:
        """Synchronise until nothing is left to do. Raises SyncError."""
        if not self.dry_run:
            self.folder.prepare()
        for _ in range(MAX_PASSES):
            before = self.summary.effects
            self.summary.begin_pass()
            self.run_pass()
            if self.dry_run or self.summary.effects == before:
                break
        return self.summary

    def run_pass(self) -> None:
        self.folder.files.clear()
        self.folder.unreadable.clear()
        self.folder.read()
        for path, reason in self.folder.unreadable.items():
            self.summary.add(SyncOutcome.LEFT, path, reason)
        self.taken = {path.casefold() for path in self.folder.files}
        self.imports: list[SyncPair] = []
        for pair in self.match_pairs():
            self.take_step(pair)
        if self.imports and not self.dry_run:
            self.import_pairs()

    # Which file is which post ----------------------------------------------------------

    def match_pairs(self) -> list[SyncPair]:
        """Return each post with its file; files without a post come last."""
        rows = {row.uid: row for row in SyncedFile.objects.filter(folder=str(self.folder.root))}
        documents, by_uid = build_site_documents(), self.folder.find_files_by_uid()
        named = {file.path for files in by_uid.values() for file in files}
        for row in rows.values():
            nameless = self.folder.files.get(row.path)
            # Whoever took the uid out of a file means the same post.
            if nameless and row.path not in named and not by_uid.get(row.uid):
                by_uid[row.uid] = [nameless]
                named.add(row.path)
        root = self.folder.root
        self.placed = {
            root / files[0].path: documents[uid].post for uid, files in by_uid.items() if uid in documents
        }
        pairs = []
        for uid in dict.fromkeys((*by_uid, *rows, *documents)):
            pair = SyncPair(uid, rows.get(uid), document=documents.get(uid))
            pair.file = self.choose_file(by_uid.get(uid, []), pair.row)
            if pair.file or not by_uid.get(uid):
                pairs.append(pair)
        new = [SyncPair(None, file=file) for path, file in self.folder.files.items() if path not in named]
        return [*pairs, *new]

    def choose_file(self, files: list[FolderFile], row: SyncedFile | None) -> FolderFile | None:
        """Return the file of a post; of several with its uid the one that it had, which are told."""
        chosen = files[0] if len(files) == 1 else None
        for file in files if len(files) > 1 else ():
            if row and file.path == row.path:
                chosen = file
            else:
                text = "another file has the same uid; take it out to make this one a new post"
                self.summary.add(SyncOutcome.LEFT, file.path, text)
        return chosen

    # What is done with each -------------------------------------------------------------

    def take_step(self, pair: SyncPair) -> None:
        file = pair.file.text if pair.file else None
        post = pair.build_text(keeps_base=True) if pair.document else None
        decision = decide(pair.base, file, post)
        step = decision.step
        if step is SyncStep.CONFLICT and self.is_file_of_this_version(pair):
            step = SyncStep.IMPORT_FILE
        if pair.row and pair.file and pair.row.path != pair.file.path:
            self.summary.add(SyncOutcome.RENAMED, pair.file.path, f"it was {pair.row.path}")
            if not self.dry_run:
                SyncedFile.objects.filter(pk=pair.row.pk).update(path=pair.file.path)
        if step is SyncStep.MERGE and self.write(pair, decision.text, SyncOutcome.MERGED):
            step = SyncStep.IMPORT_FILE
        actions: dict[SyncStep, Callable[[SyncPair], None]] = {
            SyncStep.REMEMBER: self.remember,
            SyncStep.WRITE_FILE: self.write_document,
            SyncStep.IMPORT_FILE: self.imports.append if not self.dry_run else self.list_import,
            SyncStep.CONFLICT: self.keep_conflict,
            SyncStep.FILE_GONE: self.follow_deleted_file,
            SyncStep.POST_GONE: self.follow_deleted_post,
            SyncStep.FORGET: self.forget,
        }
        if step in actions:
            actions[step](pair)

    def is_file_of_this_version(self, pair: SyncPair) -> bool:
        """Whether a file that was never synchronised says that it is of the version that the post has."""
        if pair.base is not None or pair.file is None or pair.document is None:
            return False
        return f"\nversion: {pair.document.post.version}\n" in pair.file.text

    def list_import(self, pair: SyncPair) -> None:
        outcome = SyncOutcome.POST_UPDATED if pair.document else SyncOutcome.POST_CREATED
        self.summary.add(outcome, pair.path)

    def remember(self, pair: SyncPair, *, awaits_commit: bool = False) -> None:
        """Note what both have now."""
        if self.dry_run or pair.uid is None or pair.file is None:
            return
        self.checkpoint("remember")
        # Of two texts that are the same the site's names the version.
        text = pair.build_text() if pair.document else pair.file.text
        values = {"path": pair.file.path, "document": text, "synced_at": timezone.now()}
        if awaits_commit:
            values["awaits_commit"] = True
        SyncedFile.objects.update_or_create(
            folder=str(self.folder.root), uid=pair.uid, defaults={**values, "conflict_digest": ""}
        )

    def write_document(self, pair: SyncPair) -> None:
        """Write what the site has into the file."""
        assert pair.document is not None  # noqa: S101  (the step is for posts)
        if self.write(pair, pair.build_text(), SyncOutcome.FILE_WRITTEN):
            self.remember(pair, awaits_commit=True)

    def write(self, pair: SyncPair, text: str, outcome: SyncOutcome) -> bool:
        """Write `text` into the file of `pair`, unless it was changed since it was read; return whether."""
        assert pair.document is not None  # noqa: S101  (what is written is the post's, or merged with it)
        path = pair.path or self.folder.choose_path(pair.document.post, self.taken)
        if self.dry_run:
            self.summary.add(outcome, path)
            return False
        try:
            self.write_media(pair)
            self.checkpoint("write")
            if self.folder.has_changed(path, pair.file.data if pair.file else None):
                self.summary.add(SyncOutcome.LEFT, path, "it is being written; run it again")
                return False
            self.folder.write(path, text)
        except OSError as error:
            self.summary.add(SyncOutcome.LEFT, path, error.strerror or str(error))
            return False
        pair.file = FolderFile(path, text.encode(), text)
        self.summary.add(outcome, path, is_effect=True)
        return True

    def write_media(self, pair: SyncPair) -> None:
        for address, name in pair.document.media.items() if pair.document else ():
            self.checkpoint("media")
            self.folder.write_media(name, address)

    # Into the site -----------------------------------------------------------------------

    def import_pairs(self) -> None:
        """Import the files that changed; then let each say what the site made of it."""
        root = self.folder.root
        by_path = {root / pair.path: pair for pair in self.imports}
        known = {path: pair.document.post for path, pair in by_path.items() if pair.document}
        self.checkpoint("import")
        imported, reasons = import_files(root, by_path, known, self.placed, self.editor)
        self.checkpoint("imported")
        keys = [found.post_key for found in imported.values() if found.post_key is not None]
        documents = {document.post.pk: document for document in build_site_documents(keys).values()}
        for path, pair in by_path.items():
            found = imported.get(path)
            document = documents.get(found.post_key) if found and found.post_key is not None else None
            if found is None or document is None:
                reason = found.reason if found else find_reason(pair.path, reasons)
                self.summary.add(SyncOutcome.LEFT, pair.path, reason)
                continue
            self.finish_import(pair, found, document)

    def finish_import(self, pair: SyncPair, found: ImportedFile, document: SiteDocument) -> None:
        outcomes = {POST_CREATED: SyncOutcome.POST_CREATED, POST_UPDATED: SyncOutcome.POST_UPDATED}
        if outcome := outcomes.get(found.outcome):
            self.summary.add(outcome, pair.path, is_effect=True)
        for note in found.notes:
            self.summary.add(SyncOutcome.NOTE, pair.path, note)
        pair.uid, pair.document = document.post.uid, document
        text = pair.build_text()
        if pair.file and is_same_document(pair.file.text, text):
            self.remember(pair)
        else:
            self.write_document(pair)

    # Conflicts and deletions ----------------------------------------------------------------

    def keep_conflict(self, pair: SyncPair) -> None:
        """Let the editor merge both; once that is done, write the file."""
        assert pair.file is not None  # noqa: S101  (a conflict is between two texts)
        assert pair.document is not None  # noqa: S101
        is_kept = bool(pair.row and pair.row.conflict_digest == pair.file.digest)
        post = pair.document.post
        if is_kept and not self.dry_run and not is_conflict_open(post, self.editor):
            self.write_document(pair)
            return
        self.summary.add(SyncOutcome.CONFLICT, pair.path, post.get_absolute_url())
        if is_kept or self.dry_run:
            return
        try:
            self.checkpoint("conflict")
            path = self.folder.root / pair.path
            keep_as_draft(post, path, self.folder.root, pair.base or "", self.editor)
        except (DraftError, ImportFileError, SkipImport) as error:
            self.summary.add(SyncOutcome.LEFT, pair.path, str(error))
            return
        self.checkpoint("kept")
        SyncedFile.objects.update_or_create(
            folder=str(self.folder.root),
            uid=post.uid,
            defaults={"path": pair.path, "conflict_digest": pair.file.digest},
        )
        self.summary.effects += 1

    def follow_deleted_file(self, pair: SyncPair) -> None:
        """Move the post to the trash where deletions are followed, and it is as the file was."""
        assert pair.document is not None  # noqa: S101  (it is the file that is gone)
        is_same = is_same_document(pair.base or "", pair.build_text(keeps_base=True))
        if self.deletes and not is_same:
            self.summary.add(SyncOutcome.FILE_GONE, pair.path, "the post was changed since, and stays")
        elif not self.deletes or self.dry_run:
            self.summary.add(SyncOutcome.FILE_GONE, pair.path, pair.document.post.title)
        else:
            self.checkpoint("trash")
            trash_posts([pair.document.post.pk], self.editor)
            self.summary.add(SyncOutcome.POST_TRASHED, pair.path, is_effect=True)
            self.forget(pair)

    def follow_deleted_post(self, pair: SyncPair) -> None:
        """Put the file aside where deletions are followed, and it is as the post was."""
        assert pair.file is not None  # noqa: S101  (it is the post that is gone)
        if self.deletes and not is_same_document(pair.base or "", pair.file.text):
            self.summary.add(SyncOutcome.POST_GONE, pair.path, "the file was changed since, and stays")
        elif not self.deletes or self.dry_run:
            self.summary.add(SyncOutcome.POST_GONE, pair.path)
        elif not self.folder.has_changed(pair.path, pair.file.data):
            self.checkpoint("remove")
            self.folder.remove(pair.path)
            self.summary.add(SyncOutcome.FILE_REMOVED, pair.path, is_effect=True)
            self.forget(pair)

    def forget(self, pair: SyncPair) -> None:
        if pair.row and not self.dry_run:
            self.checkpoint("forget")
            pair.row.delete()


def find_reason(path: str, reasons: dict[str, list[str]]) -> str:
    """Return why the file at `path` could not be read, from the lines of an import's summary."""
    lines = [line for kind in ("failed", "skipped") for line in reasons.get(kind, [])]
    return next((line.partition(": ")[2] for line in lines if line.startswith(path)), "it cannot be read")
