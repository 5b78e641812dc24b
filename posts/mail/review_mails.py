"""Mails about reviews: each receiver gets those that they chose, in their language."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from posts.models import NoteKind, PostNote, get_account_settings, get_display_name, get_site, permissions

# The field of AccountSettings that decides whether a mail of the kind is sent.
CHOICES = {
    NoteKind.SUBMITTED: "mails_submissions",
    NoteKind.RETURNED: "mails_reviews",
    NoteKind.PUBLISHED: "mails_reviews",
    NoteKind.NOTE: "mails_notes",
}


class MailLinks(NamedTuple):
    """Full addresses that a mail names: of the form of the post, and of the receiver's settings."""

    post: str
    settings: str


def mail_note(note: PostNote, links: MailLinks) -> int:
    """Send `note` to all whom it concerns, after the transaction; return to how many."""
    receivers = [user for user in find_receivers(note) if wants_mail(user, note)]
    messages = [build_note_mail(note, user, links) for user in receivers]
    for message in messages:
        message.send()
    return len(messages)


def find_receivers(note: PostNote) -> Iterable[User]:
    """Return whom `note` concerns: those who review, the author, or all who take part, but its own author."""
    users = User.objects.filter(is_active=True).select_related("account_settings")
    if note.kind == NoteKind.SUBMITTED:
        found = users.filter(pk__in=permissions.list_reviewers().values("pk"))
    else:
        keys = [note.post.author_id]
        if note.kind == NoteKind.NOTE:
            keys = [*keys, *chain(*note.post.notes.values_list("author"))]
        found = users.filter(pk__in=[key for key in keys if key])
    return [user for user in found.order_by("pk") if user.pk != note.author_id]


def wants_mail(user: User, note: PostNote) -> bool:
    """Whether `user` has an address, chose mails of this kind, and may see the post."""
    chosen = getattr(get_account_settings(user), CHOICES[NoteKind(note.kind)])
    return bool(user.email and chosen and permissions.can_view_post(user, note.post))


def build_note_mail(note: PostNote, user: User, links: MailLinks) -> EmailMessage:
    """Return the mail that tells `user` of `note`, in the language that they chose."""
    values = {
        "note": note,
        "post": note.post,
        "actor": get_display_name(note.author) if note.author else "",
        "links": links,
        "site_name": get_site().name,
    }
    with translation.override(get_account_settings(user).effective_language):
        subject = " ".join(render_to_string("mail/review_subject.txt", values).split())
        body = render_to_string("mail/review_message.txt", values)
    return EmailMessage(f"{get_site().name}: {subject}", body.strip() + "\n", to=[user.email])
