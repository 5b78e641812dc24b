"""What a user may try with a post: each function does it and returns whether it was done."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from posts.admin.bulk_selection import SUBMITTED_FIELD
from posts.models import Post, PostState, PreviewLink, RevisionKind
from posts.revisions import recording

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
    client.post(LIST, {"action": name, "_selected_action": [post.pk for post in posts]})


def read_the_page(client, post):
    return client.get(post.get_absolute_url()).status_code == 200


def find_it_in_the_list(client, post):
    page = client.get(LIST)
    return page.status_code == 200 and post in page.context["cl"].result_list


def open_the_form(client, post):
    return client.get(get_change_url(post)).status_code == 200


def save_the_form(client, post):
    client.post(get_change_url(post), fill_minimal_form(post, title="Changed"))
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
    return answer.status_code == 200 and post.working_copies.get().title == "Typed"


def preview_the_draft(client, post):
    if not autosave(client, post):
        return False
    address = reverse("admin:posts_post_copy_preview", args=[post.working_copies.get().uid])
    return b"Typed" in client.get(address).content


def read_its_history(client, post):
    return client.get(reverse("admin:posts_post_history", args=[post.pk])).status_code == 200


def restore_a_version(client, post):
    recording.record_revision(post, RevisionKind.SAVED)
    post.source = "Newer words"
    post.save()
    recording.record_revision(post, RevisionKind.SAVED)
    address = reverse("admin:posts_post_restore", args=[post.pk, post.version - 1])
    client.post(address, {"now": post.version})
    return reload_post(post).source == "Words"


def see_publish_checks(client, post):
    return client.get(reverse("admin:posts_post_checks"), {"post": post.pk}).status_code == 200


def press_form_button(client, post, button, **typed):
    client.post(get_change_url(post), fill_minimal_form(post, **{button: "1", **typed}))
    return reload_post(post).state


def submit(client, post):
    return press_form_button(client, post, "_submit") == PostState.REVIEW


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
    press_form_button(client, post, "_share", share_days="7")
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


ACTIONS = {
    "read the page": read_the_page,
    "find it in the list": find_it_in_the_list,
    "open the form": open_the_form,
    "save the form": save_the_form,
    "quick edit": quick_edit,
    "duplicate": duplicate,
    "autosave": autosave,
    "preview the draft": preview_the_draft,
    "read its history": read_its_history,
    "restore a version": restore_a_version,
    "see publish checks": see_publish_checks,
    "submit": submit,
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
