"""The first steps of a new site, on the dashboard: each is ticked off by what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from posts.exchange.backup import get_last_backup
from posts.models import ImportRecord, Invitation, Post, get_site, permissions

register = template.Library()

MAX_POSTS_OF_NEW_SITE = 5  # of a site that is still new
DEFAULT_SITE_NAME = "Transmission"
DISMISSED_COOKIE = "first_steps_dismissed"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """Something to do: in the admin at `url`, or on the machine by `command`. An optional one may stay."""

    title: str
    help: str
    is_done: bool
    url: str = ""
    command: str = ""
    is_optional: bool = False


@register.simple_tag
def first_steps(request: HttpRequest) -> list[FirstStep]:
    """Return what the user has to do on a new site; nothing once all is done, or if they dismissed it."""
    user: Any = request.user
    if DISMISSED_COOKIE in request.COOKIES or not permissions.is_active_staff(user):
        return []
    posts = list(
        Post.objects.order_by("pk").values_list("published_at", flat=True)[: MAX_POSTS_OF_NEW_SITE + 1]
    )
    if len(posts) > MAX_POSTS_OF_NEW_SITE:
        return []
    steps = [*list_writing_steps(user, posts), *list_site_steps(user)]
    return steps if any(not (step.is_done or step.is_optional) for step in steps) else []


def list_writing_steps(user: Any, dates: list[Any]) -> Iterator[FirstStep]:
    """Yield what brings posts; `dates` are those of publication, None of a draft."""
    if permissions.can_add_post(user):
        yield FirstStep(
            _("Write the first post"),
            _("It stays a draft until it is published."),
            is_done=bool(dates),
            url=reverse("admin:posts_post_add"),
        )
    if permissions.can_publish(user):
        yield FirstStep(
            _("Publish it"),
            _("From then on readers find it on the home page, in the feeds and by search."),
            is_done=any(dates),
            url=reverse("admin:posts_post_changelist"),
        )
    if permissions.can_import_posts(user):
        yield FirstStep(
            _("Import the posts you have"),
            _("A zip archive of a Hexo, Hugo or Jekyll site, or of any folder of Markdown files."),
            is_done=ImportRecord.objects.exists(),
            url=reverse("admin:posts_importjob_add"),
            is_optional=True,
        )


def list_site_steps(user: Any) -> Iterator[FirstStep]:
    """Yield what whoever runs the site looks after."""
    if permissions.can_change_site_settings(user):
        yield FirstStep(
            _("Name the site"),
            _("Its name, its masthead, its navigation and its colours stand on every page."),
            is_done=get_site().name != DEFAULT_SITE_NAME,
            url=reverse("admin:posts_sitesettings_changelist"),
        )
    if not permissions.can_manage_accounts(user):
        return
    yield FirstStep(
        _("Set up backups"),
        _("One file with database and pictures, made every night: docs/deploy/backup.md."),
        is_done=get_last_backup().succeeded_at is not None,
        command="manage.py backup PATH",
    )
    yield FirstStep(
        _("Invite others"),
        _("They choose a password by a link. Authors write, Editors publish."),
        is_done=Invitation.objects.exists(),
        url=reverse("admin:posts_invitation_add"),
        is_optional=True,
    )
