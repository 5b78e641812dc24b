"""The way of a post to its readers and back: the buttons, and the report that may hold it back."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.db.models import Field
from django.forms import Field as FormField
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts import report
from posts.admin.bin import BinAdmin
from posts.admin.history import HistoryAdmin
from posts.admin.sharing import SharingAdmin
from posts.admin.steps import (
    PUBLIC_STATES,
    REVISION_KIND_BY_STATE,
    TransitionOutcome,
    becomes_public,
    can_apply_transition,
    get_requested_transition,
    get_state_from_timestamps,
    get_state_timestamps,
    list_transitions,
)
from posts.models import Post, PostState, RevisionKind


class PublishingAdmin(SharingAdmin, BinAdmin, HistoryAdmin):
    """What makes a post a draft, submitted, scheduled, live, archived or binned."""

    def kind_of(self, request: HttpRequest, form: ModelForm, *, change: bool) -> RevisionKind:
        """Return what saving `form` does to the post, as its history names it."""
        post = form.instance
        before, after = post.publish_outcome.state_before, post.state
        if before is after:
            return super().kind_of(request, form, change=change)
        if post.publish_outcome.errors and after in PUBLIC_STATES:
            return RevisionKind.PUBLISHED_WITH_ERRORS
        if after is PostState.DRAFT:
            return (
                RevisionKind.WITHDRAWN
                if before in {*PUBLIC_STATES, PostState.REVIEW}
                else RevisionKind.RESTORED
            )
        return REVISION_KIND_BY_STATE[after]

    def save_model(self, request: HttpRequest, obj: Post, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        stored = get_state_timestamps(obj) | {
            "published_at": form.initial.get("published_at", obj.published_at)
        }
        self.move(request, obj, stored)
        super().save_model(request, obj, form, change)
        self.tell(request, obj)

    def move(self, request: HttpRequest, post: Post, stored: dict[str, Any]) -> None:
        """Let `post` take the step that was asked for, unless errors hold it back."""
        before = get_state_from_timestamps(stored)
        step = get_requested_transition(request.POST)
        if step and before in step.from_states:
            if not can_apply_transition(
                request.user, Post(pk=post.pk, author_id=post.author_id, **stored), step
            ):
                raise PermissionDenied
            step.apply(post)
        elif post.published_at:
            post.set_state("published_at", post.published_at)
        errors = report.find_publish_errors(post) if becomes_public(before, post.state) else []
        post.publish_outcome = TransitionOutcome(
            before, tuple(errors), post.published_at, step.name if step else "_save"
        )
        if errors and "_despite" not in request.POST:
            for name, moment in stored.items():
                setattr(post, name, moment)

    def tell(self, request: HttpRequest, post: Post) -> None:
        """Tell what became of the step that was asked for."""
        typed, count = request.POST.get("slug", "").strip(), len(post.publish_outcome.errors)
        if typed and typed != post.slug:
            messages.info(request, _("The slug was written as %(slug)s.") % {"slug": post.slug})
        if post.publish_outcome.is_blocked(post):
            text = ngettext(
                "Saved, but not published: %(count)d error holds it back.",
                "Saved, but not published: %(count)d errors hold it back.",
                count,
            )
            messages.error(request, text % {"count": count})
        elif (
            step := get_requested_transition(request.POST)
        ) and post.publish_outcome.state_before in step.from_states:
            messages.success(request, step.success_message % post)

    def response_add(
        self, request: HttpRequest, obj: Post, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.stay(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Post) -> HttpResponse:
        return self.stay(request, obj) or super().response_change(request, obj)

    def stay(self, request: HttpRequest, post: Post) -> HttpResponse | None:
        """Return the way back to the page of `post` after a step; None where none was asked for."""
        is_held = bool(post.publish_outcome and post.publish_outcome.is_blocked(post))
        step = get_requested_transition(request.POST)
        if IS_POPUP_VAR in request.POST or not (step or is_held):
            return None
        if step and step.name == "_bin":
            return self.response_post_save_change(request, post)
        address = reverse("admin:posts_post_change", args=[post.pk])
        filters: dict[str, Any] = {
            "preserved_filters": self.get_preserved_filters(request),
            "opts": self.opts,
        }
        address = add_preserved_filters(filters, address)
        if is_held:
            wish = {
                "held": post.publish_outcome.transition_name,
                "at": post.publish_outcome.requested_date.isoformat(),
            }
            address += ("&" if "?" in address else "?") + urlencode(wish)
        # A browser would keep the place where one was, and not show what is told at the top.
        return HttpResponseRedirect(f"{address}#content-start")

    def address_of(self, request: HttpRequest, post: Post) -> str:
        """Return where `post` is written, the list that one came from kept in mind."""
        address = reverse("admin:posts_post_change", args=[post.pk])
        kept = self.get_preserved_filters(request)
        return add_preserved_filters({"preserved_filters": kept, "opts": self.opts}, address)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        post = context["original"]
        if post and request.method == "POST":
            # Checking the form filled what was typed into the post.
            post = Post.objects.get(pk=post.pk)
        context |= {"stored": post, "steps": list_transitions(request.user, post)}
        if post:
            findings = context["findings"] = report.run_publish_checks(post)
            context["error_count"] = sum(finding.is_error for finding in findings)
            context["warning_count"] = len(findings) - context["error_count"]
            context["held"] = self.held(request, post, context)
        return super().render_change_form(request, context, *args, **kwargs)

    def held(self, request: HttpRequest, post: Post, context: dict[str, Any]) -> str:
        """Return which step errors held back just now; the time that was wished for is typed again."""
        name = request.GET.get("held", "")
        wish = parse_datetime(request.GET.get("at", ""))
        if request.method != "GET" or post.state in PUBLIC_STATES or not wish or timezone.is_naive(wish):
            return ""
        if wish > timezone.now():
            context["adminform"].form.initial["published_at"] = wish
        return name if context["error_count"] else ""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> FormField | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "published_at":
            field.label = f"{capfirst(str(db_field.verbose_name))} ({describe_time_zone()})"
        return field


def describe_time_zone() -> str:
    """Return the site's time zone as people know it, with how far it is ahead: Asia/Shanghai, UTC+8."""
    offset = timezone.localtime().strftime("%z")
    hours = f"{offset[0]}{int(offset[1:3])}" + (f":{offset[3:5]}" if offset[3:5] != "00" else "")
    return f"{settings.TIME_ZONE}, UTC{hours}"
