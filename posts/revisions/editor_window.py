"""What a window with the form of a post says of itself, and the fields that were typed into it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid4

from django.http import QueryDict

from posts.rendering.characters import normalize_text

IGNORED_FIELD_PREFIXES = ("_", "csrfmiddlewaretoken", "initial-", "version")
# Fields in which something is typed; of the others a new post has values before anybody wrote a word.
WINDOW_TEXT_FIELDS = ("title", "source", "summary", "bibliography", "tags", "slug", "byline", "cover_alt")
MAX_SEQ = 2**31 - 1  # of the database's column

TypedFields = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class EditorWindow:
    """A window with the form of a post, as the hidden inputs of the form describe it."""

    # Chosen when the form was opened.
    uid: UUID
    # How many times the window has sent its form.
    seq: int
    # Ids of the user and of the post that it was opened for; `post` is None for a new one.
    editor: int | None
    post: int | None
    base_version: int
    # `Draft.token` of the newest draft that the window has seen; "" for none.
    draft_token: str
    # Id of the unmerged text that the form was opened to merge.
    merged: int | None = None

    @classmethod
    def from_post_data(cls, data: QueryDict) -> Self:
        return cls(
            uid=parse_uuid_or_none(data.get("_window", "")) or uuid4(),
            seq=min(parse_id_or_none(data.get("_seq", "")) or 0, MAX_SEQ),
            editor=parse_id_or_none(data.get("_editor", "")),
            post=parse_id_or_none(data.get("_post", "")),
            base_version=min(parse_id_or_none(data.get("version", "")) or 0, MAX_SEQ),
            draft_token=data.get("_draft", ""),
            merged=parse_id_or_none(data.get("_merged", "")),
        )

    @property
    def draft_id(self) -> int | None:
        """The id of the draft that the window has seen."""
        return parse_id_or_none(self.draft_token.partition(".")[0])


def parse_uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def parse_id_or_none(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def extract_typed_fields(data: QueryDict) -> TypedFields:
    """Return the values of the form's own fields; a list where a field was sent several times."""
    typed = {name: values for name, values in data.lists() if not name.startswith(IGNORED_FIELD_PREFIXES)}
    return {
        name: unwrap_single_value(map(normalize_text, map(str, values))) for name, values in typed.items()
    }


def unwrap_single_value(values: Iterable[str]) -> str | list[str]:
    listed = list(values)
    return listed[0] if len(listed) == 1 else listed


def build_form_data(fields: TypedFields) -> QueryDict:
    """Return `fields` as the browser would send them."""
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def has_typed_text(fields: TypedFields) -> bool:
    """Whether anything is typed into `fields`, apart from values that were chosen."""
    return any(str(fields.get(name, "")).strip() for name in WINDOW_TEXT_FIELDS)
