"""Publishing from the form: the buttons of the transitions, and the checks that may block them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.admin.extension import AdminExtension
from posts.admin.undo import offer_undo
from posts.models import Post, get_site
from posts.publishing import checks
from posts.publishing.transitions import (
    PUBLIC_STATES,
    apply_transition,
    get_requested_transition,
    get_state_timestamps,
    list_transitions,
    stays_public,
)

# What removes a post from readers, or puts it away.
UNDOABLE_TRANSITIONS = frozenset({"_withdraw", "_archive", "_bin"})


class PublishingExtension(AdminExtension):
    """Applies the transition whose button was pressed: submit, schedule, publish, archive, trash …"""

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        is_checked = request.method == "POST" and obj and obj.state in PUBLIC_STATES
        return build_checked_form(form_class, obj) if is_checked else form_class

    def before_save(self, request: HttpRequest, obj: Any, form: ModelForm, *, change: bool) -> None:
        # The form wrote what was typed into the post.
        before = get_state_timestamps(obj) | {
            "published_at": form.initial.get("published_at", obj.published_at)
        }
        saved = before if change else dict.fromkeys(before)
        transition = get_requested_transition(request.POST)
        apply_transition(obj, saved, transition, request.user, despite_errors="_despite" in request.POST)

    def after_save(self, request: HttpRequest, obj: Any, form: ModelForm) -> None:
        """Tell how the slug was changed, and what became of the transition."""
        slug, outcome = request.POST.get("slug", "").strip(), obj.publish_outcome
        if slug and slug != obj.slug:
            messages.info(request, _("The slug was changed to %(slug)s.") % {"slug": obj.slug})
        if outcome.is_blocked(obj):
            text = ngettext(
                "Saved, but not published because of %(count)d error.",
                "Saved, but not published because of %(count)d errors.",
                len(outcome.errors),
            )
            messages.error(request, text % {"count": len(outcome.errors)})
        elif (
            transition := get_requested_transition(request.POST)
        ) and outcome.state_before in transition.from_states:
            text = transition.success_message % obj
            if transition.name in UNDOABLE_TRANSITIONS:
                text = offer_undo(request, text, [obj.pk])
            messages.success(request, text)

    def get_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return to the page of the post after a transition; from the trash, to the list."""
        outcome = obj.publish_outcome
        is_blocked = bool(outcome and outcome.is_blocked(obj))
        transition = get_requested_transition(request.POST)
        if IS_POPUP_VAR in request.POST or not (transition or is_blocked):
            return None
        if transition and transition.name == "_bin":
            return self.model_admin.response_post_save_change(request, obj)
        url = self.build_change_url(request, obj)
        if is_blocked:
            blocked = {"held": outcome.transition_name, "at": outcome.requested_date.isoformat()}
            url += ("&" if "?" in url else "?") + urlencode(blocked)
        # Without a fragment, a browser keeps the scroll position and hides the messages at the top.
        return HttpResponseRedirect(f"{url}#content-start")

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = context["original"]
        if post and request.method == "POST":
            # Checking the form wrote what was typed into the post.
            post = Post.objects.get(pk=post.pk)
        form = context["adminform"].form
        context |= {"saved_post": post, "transitions": list_transitions(request.user, post)}
        if post:
            refused = getattr(form, "check_results", [])
            results = refused or checks.run_publish_checks(post)
            error_count = sum(result.is_error for result in results)
            blocked = restore_blocked_transition(request, post, form)
            if refused:
                transition = get_requested_transition(request.POST)
                blocked = transition.name if transition else "_update"
            context |= {
                "is_update_refused": bool(refused),
                "check_results": results,
                "error_count": error_count,
                "warning_count": len(results) - error_count,
                "blocked_transition": blocked if error_count else "",
            }


def build_checked_form(form_class: type[ModelForm], post: Post) -> type[ModelForm]:
    """Return a subclass of `form_class` that is valid only if readers of `post` get a text without errors.

    Its `check_results` are those of the checks that refused it. Whoever sends `_despite` is let through.
    """
    state_before = post.state

    class CheckedForm(form_class):  # type: ignore[misc,valid-type]
        check_results: list[checks.CheckResult]

        def _post_clean(self) -> None:
            super()._post_clean()
            self.check_results = []
            transition = get_requested_transition(self.data)
            date = self.cleaned_data.get("published_at", self.instance.published_at)
            if self.errors or "_despite" in self.data or not stays_public(state_before, transition, date):
                return
            results = checks.run_publish_checks(self.instance)
            if errors := [result for result in results if result.is_error]:
                self.check_results = results
                self.add_error(None, [ValidationError(one.message, code=one.kind) for one in errors])

    return CheckedForm


def restore_blocked_transition(request: HttpRequest, post: Post, form: ModelForm) -> str:
    """Put the date that was asked for into `form` again, after errors blocked a transition just now.

    Returns the name of that transition, which stands in the address; "" if there was none.
    """
    date = parse_datetime(request.GET.get("at", ""))
    if request.method != "GET" or post.state in PUBLIC_STATES or not date or timezone.is_naive(date):
        return ""
    if date > timezone.now():
        form.initial["published_at"] = date
    return request.GET.get("held", "")


def describe_time_zone() -> str:
    """Return the site's time zone with its offset: Asia/Shanghai, UTC+8."""
    offset = timezone.localtime().strftime("%z")
    hours = f"{offset[0]}{int(offset[1:3])}" + (f":{offset[3:5]}" if offset[3:5] != "00" else "")
    return f"{get_site().time_zone}, UTC{hours}"
