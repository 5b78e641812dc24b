"""A working copy beside the form it was typed into: what it changes, and how it goes back into a form."""

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
from posts.editor.autosave import build_form_data
from posts.models import WorkingCopy
from posts.tags import join_tags


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the form that the copy changes: as it is saved, as it was typed."""

    name: str
    label: str
    before: str
    after: str

    @property
    def difference(self) -> TextDiff:
        return diff_texts(self.before, self.after)


@dataclass(frozen=True, slots=True)
class UnsavedChanges:
    """A working copy that holds something unsaved, and what that is."""

    working_copy: WorkingCopy
    changes: list[FieldChange]

    @property
    def changed_character_count(self) -> int:
        """How many characters came or went."""
        return sum(one.added + one.removed for one in (change.difference for change in self.changes))


def build_bound_form(form_class: type[ModelForm], copy: WorkingCopy, **options: Any) -> ModelForm:
    """Return a form that holds `copy` as if it had been sent."""
    return form_class(build_form_data(copy), instance=copy.post, **options)


def find_field_changes(form: ModelForm) -> Iterator[FieldChange]:
    """Yield what the data of `form` would change."""
    for name in form.changed_data:
        field = form.fields[name]
        if isinstance(field, FileField) or not is_field_submitted(form, name):
            continue
        before = format_field_value(field, form.get_initial_for_field(field, name))
        after = format_field_value(field, clean_if_valid(field, form[name].data))
        if before != after:
            yield FieldChange(name, capfirst(str(field.label or name)), before, after)


def is_field_submitted(form: BaseForm, name: str) -> bool:
    widget = form.fields[name].widget
    return not widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))


def clean_if_valid(field: Field, data: Any) -> Any:
    """Return what `data` means to `field`; where it means nothing, itself."""
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
        return join_sorted_values(value)
    return str(dict(getattr(field, "choices", ())).get(value, value) or "")


def join_sorted_values(values: Any) -> str:
    """Return tags, or the parts of a date, in one line; the order of tags says nothing."""
    return join_tags(sorted(str(value) for value in values if value))


def build_initial_values(form_class: type[ModelForm], copy: WorkingCopy) -> dict[str, Any]:
    """Return what `copy` holds as the first values of a form."""
    data = build_form_data(copy)
    typed = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form_class.base_fields.items()
        if not isinstance(field, FileField) and not field.widget.value_omitted_from_data(data, {}, name)
    }
    # A text whose post is gone begins anew.
    return {name: value for name, value in typed.items() if name != "version" or copy.post_id}


def override_initial(form_class: type[ModelForm], initial: dict[str, Any]) -> type[ModelForm]:
    """Return `form_class` so that it begins with `initial`, whatever is saved."""

    class TakenForm(form_class):  # type: ignore[misc,valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "initial": {**kwargs.get("initial", {}), **initial}})

    return TakenForm


def reject_with_error(form_class: type[ModelForm], why: str) -> type[ModelForm]:
    """Return `form_class` so that it comes back with what was typed, and says `why`."""

    class RefusedForm(form_class):  # type: ignore[misc,valid-type]
        def clean(self) -> Any:
            super().clean()
            raise ValidationError(why)

    return RefusedForm
