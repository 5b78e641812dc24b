"""What a draft would change in its post, and how it is put back into the form."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms import BaseForm, Field, FileField, ModelChoiceField, ModelForm
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime

from posts.diffing.diff import TextDiff, diff_texts
from posts.models import Draft, DraftRevision
from posts.models.tag_parsing import join_tags
from posts.revisions.editor_window import build_form_data


@dataclass(frozen=True, slots=True)
class UnsavedField:
    """A field of the form that a draft changes: its value as saved, and as typed."""

    name: str
    label: str
    before: str
    after: str

    @property
    def text_diff(self) -> TextDiff:
        return diff_texts(self.before, self.after)


@dataclass(frozen=True, slots=True)
class UnsavedChanges:
    """A draft, or a text of its history, and the fields that it changes."""

    text: Draft | DraftRevision
    changes: list[UnsavedField]

    @property
    def changed_character_count(self) -> int:
        """How many characters were added or removed."""
        diffs = (change.text_diff for change in self.changes)
        return sum(diff.added + diff.removed for diff in diffs)


def build_bound_form(form_class: type[ModelForm], text: Draft | DraftRevision, **options: Any) -> ModelForm:
    """Return a form that holds `text` as if it had been sent."""
    return form_class(build_form_data(text.fields), instance=text.post, **options)


def find_unsaved_fields(form: ModelForm) -> Iterator[UnsavedField]:
    """Yield what the data of `form` would change."""
    for name in form.changed_data:
        field = form.fields[name]
        if isinstance(field, FileField) or not is_field_submitted(form, name):
            continue
        before = format_field_value(field, form.get_initial_for_field(field, name))
        after = format_field_value(field, clean_if_valid(field, form[name].data))
        if before != after:
            yield UnsavedField(name, capfirst(str(field.label or name)), before, after)


def is_field_submitted(form: BaseForm, name: str) -> bool:
    widget = form.fields[name].widget
    return not widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))


def clean_if_valid(field: Field, data: Any) -> Any:
    """Return the cleaned value of `data`; `data` itself if it is not valid."""
    try:
        return field.clean(data)
    except ValidationError:
        return data


def format_field_value(field: Field, value: Any) -> str:
    """Return a value of `field` as people read it."""
    if isinstance(value, datetime):
        return f"{localtime(value) if is_aware(value) else value:%Y-%m-%d %H:%M:%S}"
    if isinstance(field, ModelChoiceField):
        chosen = clean_if_valid(field, value)
        return field.label_from_instance(chosen) if isinstance(chosen, Model) else str(chosen or "")
    if isinstance(value, (list, tuple, QuerySet)):
        return join_tags(str(item) for item in value if item)
    return str(dict(getattr(field, "choices", ())).get(value, value) or "")


def build_initial_values(form_class: type[ModelForm], text: Draft | DraftRevision) -> dict[str, Any]:
    """Return what `text` holds as the initial values of a form, with the version that was typed over."""
    data = build_form_data(text.fields)
    typed = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form_class.base_fields.items()
        if not isinstance(field, FileField) and not field.widget.value_omitted_from_data(data, {}, name)
    }
    # If the post is gone, the draft becomes a new one, which has no version.
    return {**typed, "version": text.base_version} if text.post_id else typed


def override_initial(form_class: type[ModelForm], initial: dict[str, Any]) -> type[ModelForm]:
    """Return a subclass of `form_class` that shows `initial`, whatever is saved."""

    class RestoredForm(form_class):  # type: ignore[misc,valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "initial": {**kwargs.get("initial", {}), **initial}})

    return RestoredForm
