"""What the palette offers to do, and the pages of the admin that it leads to, for one user."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from posts.models import Post, permissions
from posts.publishing.transitions import list_transitions


@dataclass(frozen=True, slots=True)
class PaletteItem:
    """An entry of the palette: it leads to `url`, or presses the button of that name in the post's form.

    `words` are other names that find it.
    """

    title: str
    url: str = ""
    button: str = ""
    detail: str = ""
    language: str = ""
    words: tuple[str, ...] = field(default=())

    @property
    def names(self) -> str:
        return " ".join((self.title, *self.words))


def list_commands(request: HttpRequest) -> Iterator[PaletteItem]:
    """Yield what the user may do anywhere in the admin."""
    user = request.user
    if permissions.can_add_post(user):
        yield PaletteItem(_("New post"), reverse("admin:posts_post_add"), words=("new post", "add", "write"))
    if permissions.can_use_pictures(user) and permissions.can_write_posts(user):
        yield PaletteItem(
            _("Upload pictures"), reverse("admin:posts_picture_add"), words=("upload picture", "image")
        )
    if permissions.can_import_posts(user):
        yield PaletteItem(_("Import posts"), reverse("admin:posts_importjob_add"), words=("import",))
    yield PaletteItem(_("View site"), reverse("posts:home"), words=("view site", "home"))


def list_pages(request: HttpRequest) -> Iterator[PaletteItem]:
    """Yield the pages of the admin that the user may open: lists, then settings."""
    for app in admin.site.get_app_list(request):
        for model in app["models"]:
            if url := model.get("admin_url"):
                yield PaletteItem(
                    str(capfirst(model["name"])), url, detail=str(app["name"]), words=(model["object_name"],)
                )
    if permissions.can_view_unpublished(request.user):
        yield PaletteItem(_("Calendar"), reverse("admin:posts_post_calendar"), words=("calendar", "schedule"))
    yield PaletteItem(_("Account security"), reverse("mfa_index"), words=("security", "password", "passkey"))
    if permissions.can_write_posts(request.user):
        yield PaletteItem(_("Your profile"), reverse("admin:posts_profile_own"), words=("profile",))
    if permissions.can_manage_accounts(request.user):
        yield PaletteItem(_("State of the site"), reverse("site_state"), words=("state", "doctor", "version"))


def list_post_commands(user: Any, post: Post) -> Iterator[PaletteItem]:
    """Yield what `user` may do with `post`, whose form is open."""
    key = [post.pk]
    yield PaletteItem(_("View this post"), post.get_absolute_url(), words=("view", "preview"))
    yield PaletteItem(
        _("History of this post"), reverse("admin:posts_post_history", args=key), words=("history",)
    )
    if permissions.can_change_post(user, post):
        for transition in list_transitions(user, post):
            words = (transition.name.strip("_"),)
            yield PaletteItem(str(transition.label), button=transition.name, detail=post.title, words=words)
