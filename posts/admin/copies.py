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
from posts.editor.keeping import build_form_data
from posts.models import WorkingCopy
from posts.tags import join_tags


@dataclass(frozen=True, slots=True)
class Change:
    """A field of the form that the copy changes: as it is saved, as it was typed."""

    name: str
    label: str
    before: str
    after: str

    @property
    def difference(self) -> TextDiff:
        return diff_texts(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Offer:
    """A working copy that holds something unsaved, and what that is."""

    copy: WorkingCopy
    changes: list[Change]

    @property
    def characters(self) -> int:
        """How many characters came or went."""
        return sum(one.added + one.removed for one in (change.difference for change in self.changes))


def typed_into(form_class: type[ModelForm], copy: WorkingCopy, **options: Any) -> ModelForm:
    """Return a form that holds `copy` as if it had been sent."""
    return form_class(build_form_data(copy), instance=copy.post, **options)


def changes_in(form: ModelForm) -> Iterator[Change]:
    """Yield what the data of `form` would change."""
    for name in form.changed_data:
        field = form.fields[name]
        if isinstance(field, FileField) or not is_sent(form, name):
            continue
        before = shown(field, form.get_initial_for_field(field, name))
        after = shown(field, cleaned(field, form[name].data))
        if before != after:
            yield Change(name, capfirst(str(field.label or name)), before, after)


def is_sent(form: BaseForm, name: str) -> bool:
    widget = form.fields[name].widget
    return not widget.value_omitted_from_data(form.data, form.files, form.add_prefix(name))


def cleaned(field: Field, data: Any) -> Any:
    """Return what `data` means to `field`; where it means nothing, itself."""
    try:
        return field.clean(data)
    except ValidationError:
        return data


def shown(field: Field, value: Any) -> str:
    """Return a value of `field` as people read it."""
    if isinstance(value, datetime):
        return f"{localtime(value) if is_aware(value) else value:%Y-%m-%d %H:%M:%S}"
    if isinstance(field, ModelChoiceField):
        chosen = cleaned(field, value)
        return field.label_from_instance(chosen) if isinstance(chosen, Model) else str(chosen or "")
    if isinstance(value, (list, tuple, QuerySet)):
        return listed(value)
    return str(dict(getattr(field, "choices", ())).get(value, value) or "")


def listed(values: Any) -> str:
    """Return tags, or the parts of a date, in one line; the order of tags says nothing."""
    return join_tags(sorted(str(value) for value in values if value))


def initial_of(form_class: type[ModelForm], copy: WorkingCopy) -> dict[str, Any]:
    """Return what `copy` holds as the first values of a form."""
    data = build_form_data(copy)
    typed = {
        name: field.widget.value_from_datadict(data, {}, name)
        for name, field in form_class.base_fields.items()
        if not isinstance(field, FileField) and not field.widget.value_omitted_from_data(data, {}, name)
    }
    # A text whose post is gone begins anew.
    return {name: value for name, value in typed.items() if name != "version" or copy.post_id}


def with_initial(form_class: type[ModelForm], initial: dict[str, Any]) -> type[ModelForm]:
    """Return `form_class` so that it begins with `initial`, whatever is saved."""

    class TakenForm(form_class):  # type: ignore[misc,valid-type]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **{**kwargs, "initial": {**kwargs.get("initial", {}), **initial}})

    return TakenForm


def refusing(form_class: type[ModelForm], why: str) -> type[ModelForm]:
    """Return `form_class` so that it comes back with what was typed, and says `why`."""

    class RefusedForm(form_class):  # type: ignore[misc,valid-type]
        def clean(self) -> Any:
            super().clean()
            raise ValidationError(why)

    return RefusedForm
