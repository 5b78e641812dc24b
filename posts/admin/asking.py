"""What an action has to know first, asked on a page of its own."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from posts import permissions
from posts.bulk import one_every
from posts.models import Category, Post, Tag
from posts.tags import clean_tag, parse_tags

SHOWN = 20  # of the posts that an action is about
NAMED = 5  # of the posts that a message is about
# Sent by the page's own button, so that the list's does not count as an answer.
ANSWERED = "answered"


class MomentInput(forms.DateTimeInput):
    """A date and a time as the browser itself lets one choose them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ScheduleForm(forms.Form):
    """When posts go live: all at once, or one after another."""

    HOURS, DAYS = "hours", "days"
    OLDEST, LISTED = "oldest", "listed"

    moment = forms.DateTimeField(label=_("date and time"), widget=MomentInput)
    every = forms.IntegerField(
        label=_("one every"), min_value=0, max_value=365, initial=0, help_text=_("0: all at once.")
    )
    unit = forms.ChoiceField(label=_("hours or days"), choices=[(DAYS, _("days")), (HOURS, _("hours"))])
    order = forms.ChoiceField(
        label=_("in which order"),
        choices=[(OLDEST, _("the one that was begun first")), (LISTED, _("as they stand in the list"))],
    )

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts
        zone = timezone.get_current_timezone_name()
        self.fields["moment"].help_text = _("By the site's clock (%(zone)s).") % {"zone": zone}

    def clean_moment(self) -> datetime:
        moment: datetime = self.cleaned_data["moment"]
        if moment <= timezone.now():
            raise ValidationError(_("That has passed. To publish at once, there is “Publish now”."))
        return moment

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        step = timedelta(**{self.cleaned_data["unit"]: self.cleaned_data["every"]})
        try:
            moments = one_every(self.cleaned_data["moment"], step)
            self.cleaned_data["moments"] = list(islice(moments, len(self.posts)))
        except OverflowError as error:
            raise ValidationError(_("The last of them would be too far off.")) from error

    def in_order(self) -> Sequence[Post]:
        """Return the posts in the order in which they go live."""
        if self.cleaned_data["order"] == self.LISTED:
            return self.posts
        return sorted(self.posts, key=lambda post: (post.created_at, post.pk))


class CategoryForm(forms.Form):
    category = forms.ModelChoiceField(
        Category.objects.all(), label=_("category"), required=False, empty_label=_("none")
    )


class AddTagsForm(forms.Form):
    tags = forms.CharField(
        label=_("tags"), help_text=_("Parted by commas. Another name of a tag gives the tag.")
    )

    def clean_tags(self) -> list[str]:
        names = parse_tags(self.cleaned_data["tags"])
        limit = Tag._meta.get_field("name").max_length or 0
        if not names or any(len(clean_tag(name)) > limit for name in names):
            raise ValidationError(_("That is no tag, or too long for one."))
        return names


class TagChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, tag: Any) -> str:
        return f"{tag.name} ({tag.chosen})"


class RemoveTagsForm(forms.Form):
    """Those of the posts' tags that go; with each, how many of the posts have it."""

    tags = TagChoice(Tag.objects.none(), label=_("tags"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = choices  # type: ignore[attr-defined]


class Given:
    """The posts that somebody chose: those that may be changed, and those that are left out."""

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        self.request = request
        self.posts: list[Post] = []
        self.left_out: list[Post] = []
        for post in queryset:
            is_open = post.binned_at is None and permissions.may_change(request.user, post)
            (self.posts if is_open else self.left_out).append(post)

    @property
    def keys(self) -> list[int]:
        return [post.pk for post in self.posts]


class AskingAdmin(admin.ModelAdmin):
    """Shows an action's question, with what it is about, before anything is done."""

    def answer(self, request: HttpRequest, form_class: Any, **kwargs: Any) -> Any:
        """Return the form of an action's page, filled in once its own button was pressed."""
        return form_class(request.POST if ANSWERED in request.POST else None, **kwargs)

    def ask(self, given: Given, form: Form, title: str, button: str) -> TemplateResponse | None:
        """Answer with the page of an action: its `title`, what its `button` says, the posts it is about.

        With no post that may be changed there is nothing to ask.
        """
        request = given.request
        if not given.posts:
            self.tell_left_out(given)
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": title,
            "button": button,
            "posts": given.posts[:SHOWN],
            "count": len(given.posts),
            "more": len(given.posts[SHOWN:]),
            "left_out": given.left_out,
            # What brings the action's name and the posts here once more.
            "sent_again": [
                (name, value)
                for name in ("action", "select_across", "_selected_action")
                for value in request.POST.getlist(name)
            ],
            "answered": ANSWERED,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/posts/ask.html", context)

    def tell_left_out(self, given: Given) -> None:
        """Tell which posts nothing is done with."""
        if not given.left_out:
            return
        text = ngettext(
            "%(count)d post left out, which you may not change or which lies in the bin: %(titles)s",
            "%(count)d posts left out, which you may not change or which lie in the bin: %(titles)s",
            len(given.left_out),
        )
        words = {"count": len(given.left_out), "titles": titles(given.left_out)}
        self.message_user(given.request, text % words, messages.WARNING)


def titles(posts: Iterable[Post]) -> str:
    """Return the first titles of `posts`, and that there are more."""
    names = [f"“{post.title}”" for post in posts]
    return ", ".join(names[:NAMED]) + (" …" if names[NAMED:] else "")
