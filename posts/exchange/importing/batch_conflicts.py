"""Which records may be saved in one batch: those of which none shows anything of another."""

from dataclasses import dataclass, field

from posts.exchange.importing.link_resolver import get_post_url
from posts.exchange.importing.records.record import PostRecord
from posts.models import Redirect
from posts.models.post_numbering import NUMBERED_SIGN
from posts.models.post_references import iter_cross_references, iter_label_references
from posts.rendering.wiki_targets import find_typed_targets, normalize_target

# How titles with formulas begin: they have a second name, which only rendering tells.
FORMULA_SIGNS = ("$", "\\(", "\\[")


@dataclass(slots=True)
class RecordNames:
    """What others may know a record by, and what it may ask for.

    `names`: by which texts refer to it. `targets`: what its own text refers to. `paths`: its address,
    those of its old site, and what its feeds called it. `is_alone`: it must be the only one of its batch.
    """

    names: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    is_alone: bool = False

    @classmethod
    def of_record(cls, record: PostRecord) -> "RecordNames":
        """Return the names of a converted record."""
        names = {normalize_target(record.slug), normalize_target(record.title)}
        targets = find_targets(f"{record.source}\n{record.summary}")
        paths = {Redirect.normalise_path(path) for path in (get_post_url(record), *record.addresses)}
        if record.feed_id:
            paths.add(f"feed:{record.feed_id}")
        refers_to_series = bool(record.series) and refers_to_labels(record)
        # A draft also finds others of its author, who may come with it.
        is_alone = refers_to_series or bool(
            targets and not (targets.isdisjoint(names) and record.published_at)
        )
        is_alone |= any(sign in record.title for sign in FORMULA_SIGNS)
        return cls(names, targets, paths, is_alone)

    def meets(self, other: "RecordNames") -> bool:
        """Whether a record with these names has to do with one that has the `other` ones."""
        return not (
            self.names.isdisjoint(other.targets)
            and self.targets.isdisjoint(other.names)
            and self.paths.isdisjoint(other.paths)
        )

    def add(self, other: "RecordNames") -> None:
        """Add the names of `other`."""
        self.names |= other.names
        self.targets |= other.targets
        self.paths |= other.paths


def find_targets(text: str) -> set[str]:
    """Return the names of posts that `text`, Markdown, may refer to, normalized."""
    if "[[" not in text:
        return set()
    crossing = (name for _, (name, _) in iter_cross_references(text))
    return {normalize_target(name) for name in (*find_typed_targets(text), *crossing)}


def refers_to_labels(record: PostRecord) -> bool:
    """Whether other posts of its series decide on numbers in a record, or it on theirs."""
    text = f"{record.source}\n{record.summary}"
    return bool(NUMBERED_SIGN.search(record.source)) or any(iter_label_references(text))
