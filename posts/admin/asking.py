"""What an action has to know first, asked on a page of its own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from posts import permissions, report
from posts.bulk import iter_schedule
from posts.models import Category, Post, Tag
from posts.tags import clean_tag_name, parse_tags

MAX_LISTED_POSTS = 20  # of the posts that an action is about
MAX_NAMED_POSTS = 5  # of the posts that a message is about
# Sent by the page's own button, so that the list's does not count as an answer.
SUBMITTED_FIELD = "answered"


class DateTimeLocalInput(forms.DateTimeInput):
    """A date and a time as the browser itself lets one choose them."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ScheduleForm(forms.Form):
    """When posts go live: all at once, or one after another."""

    HOURS, DAYS = "hours", "days"
    OLDEST, LISTED = "oldest", "listed"

    moment = forms.DateTimeField(label=_("date and time"), widget=DateTimeLocalInput)
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
            moments = iter_schedule(self.cleaned_data["moment"], step)
            self.cleaned_data["moments"] = list(islice(moments, len(self.posts)))
        except OverflowError as error:
            raise ValidationError(_("The last of them would be too far off.")) from error

    def order_posts(self) -> Sequence[Post]:
        """Return the posts in the order in which they go live."""
        if self.cleaned_data["order"] == self.LISTED:
            return self.posts
        return sorted(self.posts, key=lambda post: (post.created_at, post.pk))


class SetCategoryForm(forms.Form):
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
        if not names or any(len(clean_tag_name(name)) > limit for name in names):
            raise ValidationError(_("That is no tag, or too long for one."))
        return names


class TagCountChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, tag: Any) -> str:
        return f"{tag.name} ({tag.chosen})"


class RemoveTagsForm(forms.Form):
    """Those of the posts' tags that go; with each, how many of the posts have it."""

    tags = TagCountChoiceField(Tag.objects.none(), label=_("tags"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = choices  # type: ignore[attr-defined]


class Selection:
    """The posts that somebody chose: those that may be changed, and those that are left out."""

    def __init__(self, request: HttpRequest, queryset: Any) -> None:
        self.request = request
        self.posts: list[Post] = []
        self.not_permitted: list[Post] = []
        # Those to which nothing has to be done, and those with errors that readers should not meet.
        self.already_live: list[Post] = []
        self.with_errors: list[Post] = []
        for post in queryset:
            is_open = post.binned_at is None and permissions.can_change_post(request.user, post)
            (self.posts if is_open else self.not_permitted).append(post)

    @property
    def post_ids(self) -> list[int]:
        return [post.pk for post in self.posts]

    def exclude_live(self) -> "Selection":
        """Leave those alone that readers see already."""
        self.already_live = [post for post in self.posts if post.is_live]
        self.posts = [post for post in self.posts if not post.is_live]
        return self

    def exclude_with_errors(self) -> "Selection":
        """Hold back those in which a reader would meet errors."""
        whole = Post.objects.prefetch_related("tags").in_bulk(self.post_ids)  # type: ignore[misc]
        self.with_errors = [post for post in self.posts if report.find_publish_errors(whole[post.pk])]
        self.posts = [post for post in self.posts if post not in self.with_errors]
        return self


class AskingAdmin(admin.ModelAdmin):
    """Shows an action's question, with what it is about, before anything is done."""

    def answer(self, request: HttpRequest, form_class: Any, **kwargs: Any) -> Any:
        """Return the form of an action's page, filled in once its own button was pressed."""
        return form_class(request.POST if SUBMITTED_FIELD in request.POST else None, **kwargs)

    def ask(self, given: Selection, form: Form, title: str, button: str) -> TemplateResponse | None:
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
            "posts": given.posts[:MAX_LISTED_POSTS],
            "count": len(given.posts),
            "more": len(given.posts[MAX_LISTED_POSTS:]),
            "left_out": [
                (_("You may not change these:"), given.not_permitted),
                (_("Live already:"), given.already_live),
                (_("Held back by errors:"), given.with_errors),
            ],
            # What brings the action's name and the posts here once more.
            "sent_again": [
                (name, value)
                for name in ("action", "select_across", "_selected_action")
                for value in request.POST.getlist(name)
            ],
            "answered": SUBMITTED_FIELD,
            "back": request.get_full_path(),
        }
        return TemplateResponse(request, "admin/posts/ask.html", context)

    def tell_left_out(self, given: Selection) -> None:
        """Tell which posts nothing is done with, and why."""
        for posts, text in (
            (given.not_permitted, LEFT_OUT),
            (given.already_live, LIVE),
            (given.with_errors, HELD),
        ):
            if posts:
                words = format_html(str(text % {"count": len(posts)}) + " {}", link_posts(posts))
                self.message_user(given.request, words, messages.WARNING)


LEFT_OUT = ngettext_lazy(
    "%(count)d post left out, which you may not change:",
    "%(count)d posts left out, which you may not change:",
    "count",
)
LIVE = ngettext_lazy(
    "%(count)d post is live already and stays so:",
    "%(count)d posts are live already and stay so:",
    "count",
)
HELD = ngettext_lazy(
    "%(count)d post is held back by errors; its page says which:",
    "%(count)d posts are held back by errors; their pages say which:",
    "count",
)


def link_posts(posts: Sequence[Post]) -> SafeString:
    """Return links to the first of `posts`, and that there are more."""
    pages = (
        (reverse("admin:posts_post_change", args=[post.pk]), post.title) for post in posts[:MAX_NAMED_POSTS]
    )
    first = format_html_join(", ", '<a href="{}">{}</a>', pages)
    return format_html("{} …", first) if posts[MAX_NAMED_POSTS:] else first
