"""What a user may try with a post: each function does it and returns whether it was done."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from posts.admin.bulk_selection import SUBMITTED_FIELD
from posts.mail.review_mails import find_receivers, wants_mail
from posts.models import Draft, NoteKind, Post, PostNote, PostNotebook, PostState, PreviewLink, RevisionKind
from posts.publishing.versions import mark_citable
from posts.revisions import recording
from posts.revisions.rerender import rerender_posts
from tests.support.api import ALL_SCOPES, ApiClient, make_token

LONG_AGO = datetime(2026, 1, 11, tzinfo=UTC)
LIST = reverse("admin:posts_post_changelist")


def fill_minimal_form(post, **fields):
    moment = post.published_at and timezone.localtime(post.published_at)
    return {
        "title": post.title,
        "source": post.source,
        "summary": "",
        "slug": post.slug,
        "author": post.author_id,
        "language": post.language,
        "tags": "",
        "series_order": 0,
        "byline": "",
        "cover_alt": "",
        "published_at_0": f"{moment:%Y-%m-%d}" if moment else "",
        "published_at_1": f"{moment:%H:%M:%S}" if moment else "",
        **fields,
    }


def get_change_url(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def reload_post(post):
    return Post.objects.filter(pk=post.pk).first()


def run_action(client, name, *posts):
    keys = [post.pk for post in posts]
    # What takes posts from readers asks first; here it was asked.
    answered = {SUBMITTED_FIELD: "1"} if name in {"withdraw", "archive", "delete_selected"} else {}
    client.post(LIST, {"action": name, "_selected_action": keys, **answered})


def read_the_page(client, post):
    return client.get(post.get_absolute_url()).status_code == 200


def find_it_in_the_list(client, post):
    page = client.get(LIST)
    return page.status_code == 200 and post in page.context["cl"].result_list


def open_the_form(client, post):
    return client.get(get_change_url(post)).status_code == 200


def save_the_form(client, post):
    """Save the post; a live one by "Update"."""
    button = "_update" if post.published_at else "_continue"
    client.post(get_change_url(post), fill_minimal_form(post, title="Changed", **{button: "1"}))
    return reload_post(post).title == "Changed"


def quick_edit(client, post):
    address = reverse("admin:posts_post_quick_edit", args=[post.pk])
    client.post(address, {"title": "Changed", "version": post.version, "_save": "1"})
    return reload_post(post).title == "Changed"


def duplicate(client, post):
    client.post(reverse("admin:posts_post_duplicate", args=[post.pk]))
    return Post.objects.filter(title="A post (copy)").exists()


def autosave(client, post):
    typed = fill_minimal_form(post, title="Typed", _post=post.pk, version=post.version)
    answer = client.post(reverse("admin:posts_post_autosave"), typed)
    return answer.status_code == 200 and post.drafts.get().title == "Typed"


def preview_the_draft(client, post):
    if not autosave(client, post):
        return False
    address = reverse("admin:posts_post_draft_preview", args=[post.drafts.get().pk])
    return b"Typed" in client.get(address).content


def compare_the_draft(client, post):
    if not autosave(client, post):
        return False
    return b"Typed" in client.get(reverse("admin:posts_post_draft", args=[post.drafts.get().pk])).content


def discard_the_draft(client, post):
    if not autosave(client, post):
        return False
    client.post(reverse("admin:posts_post_draft_discard", args=[post.drafts.get().pk]))
    return not post.drafts.exists()


def restore_what_was_discarded(client, post):
    if not discard_the_draft(client, post):
        return False
    page = client.get(f"{get_change_url(post)}?restore={post.draft_revisions.get().pk}")
    return page.context["adminform"].form["title"].value() == "Typed"


def read_its_history(client, post):
    return client.get(reverse("admin:posts_post_history", args=[post.pk])).status_code == 200


def restore_a_version(client, post):
    recording.record_revision(post, RevisionKind.SAVED)
    post.source = "Newer words"
    post.save()
    recording.record_revision(post, RevisionKind.SAVED)
    address = reverse("admin:posts_post_restore", args=[post.pk, post.version - 1])
    client.post(address, {"now": post.version})
    # Of a live post it becomes a draft.
    draft = post.drafts.first()
    return "Words" in {reload_post(post).source, draft and draft.fields["source"]}


def draft_changes(client, post, button="_continue"):
    client.post(get_change_url(post), fill_minimal_form(post, title="Typed", **{button: "1"}))
    draft = post.drafts.first()
    return bool(draft and draft.title == "Typed" and reload_post(post).title == "A post")


def submit_changes(client, post):
    return draft_changes(client, post, "_submit_changes") and post.drafts.get().submitted_at is not None


def draft_of_another(post, **fields):
    """Return a draft of `post` that somebody else typed."""
    writer = User.objects.create_user("writer")
    typed = fill_minimal_form(post, title="Typed by another")
    return post.drafts.create(editor=writer, base_version=post.version, fields=typed, **fields)


def go_to_draft(client, draft, page, **data):
    address = reverse(f"admin:posts_post_draft_{page}", args=[draft.pk])
    return client.post(address, data) if page != "review" else client.get(address)


def review_a_draft_of_another(client, post):
    return b"Typed by another" in go_to_draft(client, draft_of_another(post), "review").content


def take_over_a_draft(client, post):
    draft = draft_of_another(post)
    go_to_draft(client, draft, "take_over")
    return Draft.objects.get().editor != draft.editor


def send_back_a_draft(client, post):
    go_to_draft(client, draft_of_another(post, submitted_at=LONG_AGO), "send_back")
    return Draft.objects.get().submitted_at is None


def hand_on_the_own_draft(client, post):
    user = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
    typed = fill_minimal_form(post)
    draft = user and post.drafts.create(editor=user, base_version=post.version, fields=typed)
    colleague = User.objects.create_superuser("colleague")
    if draft:
        go_to_draft(client, draft, "hand_on", editor=colleague.pk)
    return post.drafts.filter(editor=colleague).exists()


def see_publish_checks(client, post):
    return client.get(reverse("admin:posts_post_checks"), {"post": post.pk}).status_code == 200


def press_form_button(client, post, button, **typed):
    client.post(get_change_url(post), fill_minimal_form(post, **{button: "1", "_confirmed": "1", **typed}))
    return reload_post(post).state


def submit(client, post):
    return press_form_button(client, post, "_submit") == PostState.REVIEW


def send_back(client, post):
    post.set_state("submitted_at")
    post.save()
    press_form_button(client, post, "_return")
    return post.notes.filter(kind=NoteKind.RETURNED).exists()


def add_a_note(client, post):
    press_form_button(client, post, "_add_note", _note="Why?")
    return post.notes.filter(text="Why?").exists()


def read_the_notes(client, post):
    PostNote.objects.create(post=post, kind=NoteKind.NOTE, text="Not for everybody")
    return b"Not for everybody" in client.get(get_change_url(post)).content


def gets_mail(client, note):
    """Whether whoever `client` is would be sent a mail about `note`."""
    key = client.session.get("_auth_user_id")
    User.objects.filter(pk=key).update(email="somebody@example.org")
    receivers = [user.pk for user in find_receivers(note) if wants_mail(user, note)]
    return key is not None and int(key) in receivers


def get_mails_of_notes(client, post):
    """Take part in what is said of `post`, then have somebody answer."""
    PostNote.objects.create(post=post, author_id=client.session.get("_auth_user_id"), kind=NoteKind.NOTE)
    return gets_mail(client, PostNote.objects.create(post=post, kind=NoteKind.NOTE, text="Because"))


def publish(client, post):
    return press_form_button(client, post, "_publish") == PostState.LIVE


def publish_in_bulk(client, post):
    run_action(client, "publish", post)
    return reload_post(post).is_live


def schedule(client, post):
    moment = {"published_at_0": "2100-01-01", "published_at_1": "12:00:00"}
    return press_form_button(client, post, "_schedule", **moment) == PostState.SCHEDULED


def revert_to_draft(client, post):
    Post.objects.filter(pk=post.pk).update(published_at=LONG_AGO)
    return press_form_button(client, reload_post(post), "_withdraw") == PostState.DRAFT


def revert_in_bulk(client, post):
    run_action(client, "withdraw", post)
    return not reload_post(post).is_live


def archive(client, post):
    return press_form_button(client, post, "_archive") == PostState.ARCHIVED


def create_a_preview_link(client, post):
    press_form_button(client, post, "_share", share_days="7", title="Shown to some")
    return post.share_links.active().exists()


def revoke_a_preview_link(client, post):
    link = PreviewLink.objects.create(post=post, expires_at=timezone.now() + timedelta(days=7))
    press_form_button(client, post, "_revoke", _revoke=link.pk)
    return not post.share_links.active().exists()


def add_tags(client, post):
    data = {"action": "add_tags", "_selected_action": [post.pk], "tags": "新", SUBMITTED_FIELD: "1"}
    client.post(LIST, data)
    return post.tags.exists()


def export(client, post):
    data = {"action": "export", "_selected_action": [post.pk]}
    answer = client.post(LIST, data)
    if answer.get("Content-Type") != "application/zip":
        return False
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        return any(name.endswith(f"{post.slug}.md") for name in archive.namelist())


def move_to_trash(client, post):
    client.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})
    return reload_post(post).binned_at is not None


def put_in_trash(post):
    post.set_state("binned_at")
    post.save()
    return post


def restore_from_trash(client, post):
    return press_form_button(client, put_in_trash(post), "_restore") == PostState.DRAFT


def delete_permanently(client, post):
    client.post(reverse("admin:posts_post_delete", args=[put_in_trash(post).pk]), {"post": "yes"})
    return reload_post(post) is None


def build_api_client(client):
    """Return a client of the API with a token that whoever is signed in could have, with every scope."""
    user = User.objects.filter(pk=client.session.get("_auth_user_id")).first()
    return ApiClient(make_token(user, *ALL_SCOPES) if user else "")


def change_by_the_api(client, post):
    sent = {"version": post.version, "title": "Changed", "publish": post.published_at is not None}
    build_api_client(client).call("PATCH", f"posts/{post.uid}/", sent)
    return reload_post(post).title == "Changed"


def publish_by_the_api(client, post):
    sent = {"version": post.version, "publish": True}
    build_api_client(client).call("PATCH", f"posts/{post.uid}/", sent)
    return reload_post(post).is_live


def make_citable(client, post):
    recording.record_earlier_state(post.pk)
    client.post(reverse("admin:posts_post_cite", args=[post.pk, post.version]))
    return post.citable_versions.exists()


def revoke_a_version(client, post):
    version = mark_citable(post)
    client.post(reverse("admin:posts_post_uncite", args=[post.pk, version.number]))
    return not post.citable_versions.active().exists()


def note_a_correction(client, post):
    client.post(reverse("admin:posts_post_corrections", args=[post.pk]), {"text": "It was wrong."})
    return post.corrections.exists()


def see_it_in_the_mentions(client, post):
    Post.objects.filter(pk=post.pk).update(source="[[Nowhere]]")
    rerender_posts(Post.objects.filter(pk=post.pk))
    answer = client.get(reverse("admin:posts_postlink_changelist"))
    return answer.status_code == 200 and "Nowhere" in answer.text


def merge_a_notebook(client, post):
    cells = [{"cell_type": "markdown", "source": "x", "metadata": {}}]
    text = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})
    file = SimpleUploadedFile("a.ipynb", text.encode())
    sent = {"notebook": file, "_post": post.pk, "version": post.version}
    return client.post(reverse("admin:posts_post_notebook"), sent).status_code == 200


def get_its_notebook(client, post):
    """A notebook that readers do not get."""
    name = default_storage.save("notebooks/a.ipynb", ContentFile(b"{}"))
    PostNotebook.objects.create(post=post, is_public=False, media_name=name, file_name="a.ipynb")
    answer = client.get(f"/posts/{post.slug}.ipynb")
    b"".join(answer)  # so that the file is closed
    default_storage.delete(name)
    return answer.status_code == 200


ACTIONS = {
    "make a version citable": make_citable,
    "revoke a version": revoke_a_version,
    "note a correction": note_a_correction,
    "see it in the mentions": see_it_in_the_mentions,
    "merge a notebook": merge_a_notebook,
    "get its notebook": get_its_notebook,
    "change by the API": change_by_the_api,
    "publish by the API": publish_by_the_api,
    "read the page": read_the_page,
    "find it in the list": find_it_in_the_list,
    "open the form": open_the_form,
    "save the form": save_the_form,
    "quick edit": quick_edit,
    "duplicate": duplicate,
    "autosave": autosave,
    "compare the own draft": compare_the_draft,
    "discard the own draft": discard_the_draft,
    "restore an own draft": restore_what_was_discarded,
    "preview the draft": preview_the_draft,
    "read its history": read_its_history,
    "restore a version": restore_a_version,
    "draft changes": draft_changes,
    "submit changes": submit_changes,
    "review a draft of another": review_a_draft_of_another,
    "take over a draft": take_over_a_draft,
    "send back a draft": send_back_a_draft,
    "hand on the own draft": hand_on_the_own_draft,
    "see publish checks": see_publish_checks,
    "submit": submit,
    "send back": send_back,
    "add a note": add_a_note,
    "read the notes": read_the_notes,
    "get mails of notes": get_mails_of_notes,
    "publish": publish,
    "publish in bulk": publish_in_bulk,
    "schedule": schedule,
    "revert to draft": revert_to_draft,
    "revert in bulk": revert_in_bulk,
    "archive": archive,
    "make a preview link": create_a_preview_link,
    "revoke a preview link": revoke_a_preview_link,
    "add tags in bulk": add_tags,
    "export": export,
    "move to trash": move_to_trash,
    "restore from trash": restore_from_trash,
    "delete permanently": delete_permanently,
}
