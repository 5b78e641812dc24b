"""The page “State of the site”: versions, figures and what is wrong, for those who manage accounts."""

from typing import NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from posts.maintenance.doctor import diagnose_site
from posts.maintenance.state import list_site_facts
from posts.models.permissions import can_manage_accounts


class SiteProblem(NamedTuple):
    """What is wrong, and what mends it: a command, or a sentence."""

    text: str
    remedy: str
    is_error: bool

    @property
    def is_command(self) -> bool:
        """Whether the remedy can be typed as it is; sentences begin with a capital, or in Chinese."""
        return self.remedy[:1].islower()


def list_problems() -> list[SiteProblem]:
    """Return what is wrong with the site, the worst first."""
    diagnosis = diagnose_site()
    return [
        SiteProblem(str(message.msg), str(message.hint or ""), is_error)
        for is_error, messages in ((True, diagnosis.errors), (False, diagnosis.warnings))
        for message in messages
    ]


def show_site_state(request: HttpRequest) -> HttpResponse:
    """Show what `manage.py doctor` says, and the figures of the site."""
    if not can_manage_accounts(request.user):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("State of the site"),
        "facts": list(list_site_facts()),
        "problems": list_problems(),
    }
    return TemplateResponse(request, "admin/site_state.html", context)
