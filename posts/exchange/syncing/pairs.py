"""A post and its file."""

from dataclasses import dataclass
from uuid import UUID

from posts.exchange.syncing.documents import add_extra_fields, find_extra_fields
from posts.exchange.syncing.folder import FolderFile
from posts.exchange.syncing.site_documents import SiteDocument
from posts.models import SyncedFile


@dataclass(slots=True)
class SyncPair:
    """A post and its file, as far as they are there, and what both had at last."""

    uid: UUID | None
    row: SyncedFile | None = None
    file: FolderFile | None = None
    document: SiteDocument | None = None

    @property
    def base(self) -> str | None:
        return (self.row.document or None) if self.row else None

    @property
    def path(self) -> str:
        return self.file.path if self.file else self.row.path if self.row else ""

    def build_text(self, *, keeps_base: bool = False) -> str:
        """Return the document of the post, with the fields that only the file has (or had, in the base)."""
        assert self.document is not None  # noqa: S101  (its callers know)
        holder = self.base if keeps_base and self.base else self.file.text if self.file else ""
        return add_extra_fields(self.document.text, find_extra_fields(holder) if holder else {})
