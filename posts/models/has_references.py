"""Base class of posts, whose texts refer to one another."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Self

from django.db import models

from posts.models.dependent_posts import REFERENCE_FIELDS, REFERENCES, ask_for_renders
from posts.models.post_numbering import count_equations
from posts.models.post_references import compute_references_digest

# The digest of a post that refers to others, of which none was found.
DANGLING_DIGEST = "-"
STATE_FIELDS = REFERENCE_FIELDS - {"series"}


class HasReferences(models.Model):
    """Knows what its text was last rendered with, and tells when texts of others may have changed."""

    # What the numbers of the last render were made from, as `rendering.render` takes it, and under "counts"
    # how many things of each kind it numbered.
    numbering = models.JSONField(default=dict, editable=False)
    # Of the references and the numbering that the last render was given; "" for a text that needs neither.
    references_digest = models.CharField(max_length=32, default="", editable=False)

    # Of its last render; fields and attributes of the subclass.
    labels: Any
    mentions: Any
    counts: dict[str, int]
    # What the references of a post that was just rendered lead to.
    rendered_references: Mapping[str, Any] = {}
    # Whether the row may have links to others that are stored.
    had_references = False

    # As it was read or last written; None where not all of it was read.
    _stored_reference_state: tuple[Any, ...] | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        row = super().from_db(db, field_names, values)
        row._stored_reference_state = row._get_reference_state()
        row.had_references = bool(row.__dict__.get("references_digest", True))
        return row

    def has_outdated_references(self, surroundings: Mapping[str, Any]) -> bool:
        """Whether the stored render was made with other references or numbers than `surroundings` has."""
        digest = compute_references_digest(surroundings["references"], surroundings["numbering"])
        return digest != ("" if self.references_digest == DANGLING_DIGEST else self.references_digest)

    def note_surroundings(self, inputs: Mapping[str, Any]) -> None:
        """Keep what the render was made with, and how many things of each kind it numbered."""
        digest = compute_references_digest(inputs["references"], inputs["numbering"])
        if not digest and any(mention["kind"] != "link" for mention in self.mentions):
            digest = DANGLING_DIGEST
        self.references_digest = digest
        self.rendered_references = inputs["references"]
        self.numbering = dict(inputs["numbering"])
        if self.numbering:
            self.numbering["counts"] = self.counts | count_equations(self.labels, self.numbering)

    def queue_dependent_posts(self, update_fields: Iterable[str] | None) -> None:
        """Ask for posts to be rendered again that may show something of what was saved: `update_fields`."""
        if update_fields is not None and REFERENCE_FIELDS.isdisjoint(update_fields):
            return
        state = self._get_reference_state()
        if state is None or state != self._stored_reference_state:
            ask_for_renders(REFERENCES)
        self._stored_reference_state = state

    def _get_reference_state(self) -> tuple[Any, ...] | None:
        """Return what of the post others may show; None where not all of it was read."""
        values = self.__dict__
        if "toc" not in values or not values.keys() >= STATE_FIELDS:
            return None
        is_hidden = bool(values["archived_at"] or values["binned_at"])
        counts = values["numbering"].get("counts")
        place = (values["series_id"], values["series_order"], values["published_at"], counts)
        return (
            *(values[name] for name in ("slug", "path", "kind", "title")),
            list(values["labels"]),
            [(heading["id"], heading["html"]) for heading in values["toc"]],
            is_hidden,
            values["published_at"],
            place if values["series_id"] else None,
        )
