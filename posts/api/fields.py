"""The fields of a post that a call sends, checked as the form of the admin checks them."""

from typing import Any

from django.core.exceptions import ValidationError
from msgspec import UNSET

from posts.api.errors import ApiError, FieldError
from posts.api.parameters import PostFields
from posts.models import Category, Picture, Post, Series, resolve_synonyms
from posts.models.cited_literature import MAX_BIBLIOGRAPHY_CHARACTERS, parse_bibliography
from posts.models.slugs import sanitize_slug
from posts.models.tag_parsing import clean_tag_name, remove_duplicates
from posts.rendering.characters import normalize_text

PLAIN_FIELDS = ("title", "source", "summary", "language", "byline", "cover_alt", "is_pinned", "is_unlisted")
# Relations, and by what the API names a row.
CHOSEN_ROWS: dict[str, tuple[Any, str]] = {
    "category": (Category, "slug"),
    "series": (Series, "slug"),
    "translation_of": (Post, "uid"),
    "parent": (Post, "uid"),
}
# What only lists know of, where a page never is.
POST_ONLY_FIELDS = ("category", "tags", "series", "series_position", "is_pinned")
# Fields of the API by those of the model, where these have other names.
FIELD_NAMES = {"series_order": "series_position"}


def fill_fields(post: Post, sent: PostFields) -> None:
    """Set on `post` the fields that are `sent`, and check it; nothing is saved. Raises ApiError, 422."""
    for name in POST_ONLY_FIELDS if post.is_page else ("parent",):
        if getattr(sent, name) is not UNSET:
            refuse_field(name, f"A {post.kind} has no {name}.")
    fill_values(post, sent)
    for name, (model, key) in CHOSEN_ROWS.items():
        if (value := getattr(sent, name)) is not UNSET:
            setattr(post, name, find_row(model, name, **{key: value}))
    try:
        post.full_clean(exclude={"author", "uid"})
    except ValidationError as error:
        raise build_validation_error(error) from error


def fill_values(post: Post, sent: PostFields) -> None:
    """Set on `post` the texts, switches and numbers that are sent. Raises ApiError, 422."""
    for name in PLAIN_FIELDS:
        if (value := getattr(sent, name)) is not UNSET:
            setattr(post, name, normalize_text(value) if isinstance(value, str) else value)
    if sent.bibliography is not UNSET:
        post.bibliography = clean_bibliography(sent.bibliography)
    if sent.slug is not UNSET:
        post.slug = clean_slug(sent.slug)
    if sent.series_position is not UNSET:
        post.series_order = sent.series_position
    if sent.cover is not UNSET:
        post.cover = find_cover_name(sent.cover)


def clean_bibliography(sent: str) -> str:
    """Return BibTeX or CSL-JSON that was sent. Raises ApiError, 422, where nothing in it can be read."""
    text = normalize_text(sent)
    if len(text) > MAX_BIBLIOGRAPHY_CHARACTERS:
        refuse_field("bibliography", "This is too long for one post: import it into the library instead.")
    if text.strip() and not parse_bibliography(text).entries:
        refuse_field("bibliography", "There is no entry in it.")
    return text


def clean_slug(typed: str) -> str:
    """Return the slug of what was sent, "" for none. Raises ApiError, 422."""
    slug = sanitize_slug(typed)
    if typed and not slug:
        refuse_field("slug", "Send at least one letter or digit, or nothing to use the title.")
    return slug


def find_row(model: Any, field: str, **condition: Any) -> Any:
    """Return the row of `model`; None where the value is null. Raises ApiError, 422."""
    value = next(iter(condition.values()))
    if value is None:
        return None
    row = None if "\0" in str(value) else model.objects.filter(**condition).first()
    return row or refuse_field(field, f"There is no {model._meta.model_name} {value}.")


def find_cover_name(name: str | None) -> str:
    """Return the name in media of a picture of the library, "" for none. Raises ApiError, 422."""
    if not name:
        return ""
    if name.lower().endswith(".svg"):
        refuse_field("cover", "Social networks show no SVG drawings.")
    if "\0" in name or not Picture.objects.filter(name=name).exists():
        refuse_field("cover", "There is no such picture in the library: upload it first.")
    return name


def find_chosen_tags(sent: PostFields) -> list[str] | None:
    """Return the names of the tags that are sent, None where none are. Raises ApiError, 422."""
    if sent.tags is UNSET:
        return None
    names = remove_duplicates([clean_tag_name(name) for name in sent.tags])
    if not all(names):
        refuse_field("tags", "A tag has no name.")
    return [str(tag) for tag in resolve_synonyms(names)]


def refuse_field(field: str, message: str) -> Any:
    """Raise ApiError, 422, for one field."""
    raise ApiError(422, message, errors=[FieldError(message, "invalid", field)])


def build_validation_error(error: ValidationError) -> ApiError:
    """Return the 422 that tells of `error`, by the names that the API has for the fields."""
    errors = [
        FieldError(
            message, one.code or "invalid", UNSET if name == "__all__" else FIELD_NAMES.get(name, name)
        )
        for name, found in error.error_dict.items()
        for one in found
        for message in one.messages
    ]
    return ApiError(422, errors[0].message, errors=errors)
