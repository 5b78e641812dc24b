"""Review on the form: the notes of a post, and the mails about them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.admin.extension import AdminExtension
from posts.admin.save_in_place import is_in_place
from posts.mail.review_mails import MailLinks, mail_note
from posts.models import NoteKind, Post, PostNote, PostState, permissions
from posts.models.post_note import MAX_NOTE_LENGTH
from posts.models.urls import absolute_url
from posts.publishing.review import record_note, save_note

NOTE_FIELD = "_note"
SHOWN_NOTES = 2  # those before are folded


class ReviewExtension(AdminExtension):
    """Shows the notes of a post, records another one with the save, and mails it."""

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        response = show_form()
        text = request.POST.get(NOTE_FIELD, "").strip()
        # What else was typed becomes a new post.
        if text and object_id and is_post_gone(object_id):
            gone = _("The post has been deleted, so your note was not sent: “%(text)s”")
            messages.warning(request, gone % {"text": text[:MAX_NOTE_LENGTH]})
        return response

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        is_open = "_continue" in request.POST or obj.publish_outcome.is_blocked(obj)
        is_kept = is_in_place(request) and is_open
        text = "" if is_kept else request.POST.get(NOTE_FIELD, "")
        self.report_note(request, obj, record_note(obj, cast(User, request.user), text))

    def after_save_draft(self, request: HttpRequest, obj: Any, *, is_submitted: bool) -> None:
        is_kept = is_in_place(request) and "_continue" in request.POST
        text = "" if is_kept else request.POST.get(NOTE_FIELD, "")
        kind = NoteKind.SUBMITTED if is_submitted else NoteKind.NOTE if text.strip() else None
        self.report_note(request, obj, save_note(obj, cast(User, request.user), kind, text))

    def report_note(self, request: HttpRequest, obj: Any, note: PostNote | None) -> None:
        """Mail `note` to those whom it concerns, and say so."""
        if note is None:
            return
        if note.kind == NoteKind.NOTE:
            messages.success(request, _("The note was added."))
        mail_and_report(request, [note])

    def get_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return to the form after a note."""
        if "_add_note" not in request.POST:
            return None
        return HttpResponseRedirect(self.build_change_url(request, obj))

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = context["original"]
        notes = list(post.notes.select_related("author__profile")) if post else []
        context |= {
            "notes": notes[-SHOWN_NOTES:],
            "older_notes": notes[:-SHOWN_NOTES],
            "note_count": len(notes),
            "note_text": request.POST.get(NOTE_FIELD, ""),
            "max_note_length": MAX_NOTE_LENGTH,
            "can_review": permissions.can_review(request.user),
            "shows_note_field": self.shows_note_field(request, post, notes),
            "opens_note_field": bool(post) and is_review_by(request.user, post),
        }

    def shows_note_field(self, request: HttpRequest, post: Post | None, notes: list[PostNote]) -> bool:
        """Whether `request.user` has somebody to write to."""
        if post is None:
            return not permissions.can_publish(request.user)
        if not permissions.can_draft_changes(request.user, post):
            return False
        has_others = post.author_id != request.user.pk or not permissions.can_publish(request.user)
        return bool(notes) or has_others


def report_bulk_review(request: HttpRequest, posts: Sequence[Post], kind: NoteKind) -> None:
    """Record that `posts` of others, which were in review, were published or sent back, and mail it.

    The posts are as they were before.
    """
    user = cast(User, request.user)
    reviewed = [post for post in posts if is_review_by(user, post)]
    mail_and_report(request, [note for post in reviewed if (note := save_note(post, user, kind, ""))])


def mail_and_report(request: HttpRequest, notes: Iterable[PostNote]) -> None:
    """Mail `notes` to those whom they concern, and say how many people that are."""
    settings_url = absolute_url(reverse("admin:posts_account_settings"), request)
    count = 0
    for note in notes:
        form_url = reverse("admin:posts_post_change", args=[note.post_id])
        count += mail_note(note, MailLinks(absolute_url(form_url, request), settings_url))
    if count:
        text = ngettext("%(count)d person is told by mail.", "%(count)d people are told by mail.", count)
        messages.info(request, text % {"count": count})


def is_review_by(user: Any, post: Post) -> bool:
    """Whether `user` is to decide on `post`, which somebody else submitted."""
    is_waiting = post.state is PostState.REVIEW and post.author_id != user.pk
    return is_waiting and permissions.can_review(user)


def is_post_gone(object_id: str) -> bool:
    return object_id.isdecimal() and not Post.objects.filter(pk=object_id).exists()
