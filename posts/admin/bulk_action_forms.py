"""Forms of the bulk actions that have to know something first."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from posts.models import Category, Post, Tag
from posts.models.tag_parsing import clean_tag_name, parse_tags
from posts.publishing.bulk import iter_schedule


class DateTimeLocalInput(forms.DateTimeInput):
    """The browser's own input of a date and a time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ScheduleForm(forms.Form):
    """When posts go live: all at once, or one after another."""

    HOURS, DAYS = "hours", "days"
    OLDEST, LISTED = "oldest", "listed"

    moment = forms.DateTimeField(label=_("date and time"), widget=DateTimeLocalInput)
    every = forms.IntegerField(
        label=_("interval"),
        min_value=0,
        max_value=365,
        initial=0,
        help_text=_("0 publishes all of them at once."),
    )
    unit = forms.ChoiceField(label=_("unit"), choices=[(DAYS, _("days")), (HOURS, _("hours"))])
    order = forms.ChoiceField(
        label=_("order"),
        choices=[(OLDEST, _("oldest first")), (LISTED, _("as in the list"))],
    )

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        zone = timezone.get_current_timezone_name()
        self.fields["moment"].help_text = _("In the site's time zone (%(zone)s).") % {"zone": zone}

    def clean_moment(self) -> datetime:
        date: datetime = self.cleaned_data["moment"]
        if date <= timezone.now():
            raise ValidationError(_("This time has passed. Choose a later one, or use “Publish now”."))
        return date

    def clean(self) -> None:
        """Add `dates` to the cleaned data: one for each post, in the order of `order_posts`."""
        super().clean()
        if self.errors:
            return
        interval = timedelta(**{self.cleaned_data["unit"]: self.cleaned_data["every"]})
        try:
            dates = iter_schedule(self.cleaned_data["moment"], interval)
            self.cleaned_data["dates"] = list(islice(dates, len(self.posts)))
        except OverflowError as error:
            raise ValidationError(
                _("The last post would be published too far in the future. Choose a shorter interval.")
            ) from error

    def order_posts(self) -> list[Post]:
        """Return the posts in the order in which they go live."""
        if self.cleaned_data["order"] == self.LISTED:
            return list(self.posts)
        return sorted(self.posts, key=lambda post: (post.created_at, post.pk))


class SetCategoryForm(forms.Form):
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("category"), required=False, empty_label=_("none")
    )


class AddTagsForm(forms.Form):
    tags = forms.CharField(label=_("tags"), help_text=_("Comma-separated. A synonym is replaced by its tag."))

    def clean_tags(self) -> list[str]:
        names = parse_tags(self.cleaned_data["tags"])
        limit = Tag._meta.get_field("name").max_length or 0
        if not names or any(len(clean_tag_name(name)) > limit for name in names):
            raise ValidationError(_("Enter at least one tag, none of them too long."))
        return names


class TagCountChoiceField(forms.ModelMultipleChoiceField):
    """Tags, each with the number of the selected posts that have it."""

    def label_from_instance(self, tag: Any) -> str:
        return f"{tag.name} ({tag.selected_count})"


class RemoveTagsForm(forms.Form):
    """Which of the posts' tags are removed."""

    tags = TagCountChoiceField(Tag.objects.none(), label=_("tags"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = choices  # type: ignore[attr-defined]
