"""Who may do what with which post: every way in, tried by everybody."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from posts.admin.bulk_selection import SUBMITTED_FIELD
from posts.models import Category, Post, PostState, PreviewLink, RevisionKind, Tag
from posts.revisions import recording

ROLES = ("stranger", "clerk", "author", "editor")
LONG_AGO = datetime(2026, 1, 11, tzinfo=UTC)
LIST = reverse("admin:posts_post_changelist")

# yes and no for a stranger, for staff without rights, for an Author and for an Editor; `-`
# where there is no such post. An Editor's own posts are treated as everybody's.
TABLE = """
                          own draft   own live    other's draft  other's live
    read the page         --yy        --yy        nnny           yyyy
    find it in the list   --yy        --yy        nnny           nnny
    open the form         --yy        --yy        nnny           nnny
    save the form         --yy        --ny        nnny           nnny
    keep what is typed    --yy        --ny        nnny           nnny
    see that as a page    --yy        --ny        nnny           nnny
    read its history      --yy        --yy        nnny           nnny
    restore a version     --yy        --ny        nnny           nnny
    see the report        --yy        --yy        nnny           nnny
    submit                --yy        ----        nnny           ----
    publish               --ny        ----        nnny           ----
    publish at once       --ny        ----        nnny           ----
    schedule              --ny        ----        nnny           ----
    withdraw              --ny        --ny        nnny           nnny
    withdraw at once      ----        --ny        ----           nnny
    archive               --yy        --ny        nnny           nnny
    share by a link       --yy        ----        nnny           ----
    revoke a link         --yy        ----        nnny           ----
    tag with others       --yy        --ny        nnny           nnny
    export                --yy        --yy        nnny           nnny
    delete                --yy        --ny        nnny           nnny
    take out of the bin   --yy        ----        nnny           ----
    delete for ever       --yy        ----        nnny           ----
"""
# Of no post: the same for a stranger, staff without rights, an Author, an Editor.
WAYS_IN = {
    "add a post": "nnyy",
    "preview": "nnyy",
    "upload": "nnyy",
    "library of pictures": "nnyy",
    "bring a picture home": "nnyy",
    "suggest a slug": "nnyy",
    "names of tags": "nnyy",
    "merge tags": "nnny",
    "change a category": "nnny",
    "empty the bin": "nnny",
}


class Case(NamedTuple):
    action: str
    whose: str
    state: str
    role: str
    is_allowed: bool


def cases():
    """Give a case for each field of the table."""
    heading, *lines = TABLE.strip("\n").split("\n")
    kinds = [("own", "draft"), ("own", "live"), ("other's", "draft"), ("other's", "live")]
    assert all(" ".join(kind) in heading for kind in kinds)
    for line in filter(str.strip, lines):
        *words, own_draft, own_live, others_draft, others_live = line.split()
        for (whose, state), field in zip(
            kinds, (own_draft, own_live, others_draft, others_live), strict=True
        ):
            for role, mark in zip(ROLES, field, strict=True):
                if mark != "-":
                    yield Case(" ".join(words), whose, state, role, mark == "y")


@pytest.fixture
def people(db):
    """Return the users by role; a stranger has none."""
    clerk = User.objects.create_user("clerk", is_staff=True)
    users = {"stranger": None, "clerk": clerk}
    for role in ("author", "editor"):
        users[role] = User.objects.create_user(role, is_staff=True)
        users[role].groups.add(Group.objects.get(name=role.capitalize()))
    return users


def form_of(post, **fields):
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


def change_page(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def fresh(post):
    return Post.objects.filter(pk=post.pk).first()


def act(client, name, *posts):
    client.post(LIST, {"action": name, "_selected_action": [post.pk for post in posts]})


# Each does it and tells whether it was done.


def read_the_page(client, post):
    return client.get(post.get_absolute_url()).status_code == 200


def find_it_in_the_list(client, post):
    page = client.get(LIST)
    return page.status_code == 200 and post in page.context["cl"].result_list


def open_the_form(client, post):
    return client.get(change_page(post)).status_code == 200


def save_the_form(client, post):
    client.post(change_page(post), form_of(post, title="Changed"))
    return fresh(post).title == "Changed"


def keep_what_is_typed(client, post):
    typed = form_of(post, title="Typed", _post=post.pk, version=post.version)
    answer = client.post(reverse("admin:posts_post_autosave"), typed)
    return answer.status_code == 200 and post.working_copies.get().title == "Typed"


def see_that_as_a_page(client, post):
    if not keep_what_is_typed(client, post):
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
    return fresh(post).source == "Words"


def see_the_report(client, post):
    return client.get(reverse("admin:posts_post_checks"), {"post": post.pk}).status_code == 200


def press(client, post, button, **typed):
    client.post(change_page(post), form_of(post, **{button: "1", **typed}))
    return fresh(post).state


def submit(client, post):
    return press(client, post, "_submit") == PostState.REVIEW


def publish(client, post):
    return press(client, post, "_publish") == PostState.LIVE


def publish_at_once(client, post):
    act(client, "publish", post)
    return fresh(post).is_live


def schedule(client, post):
    moment = {"published_at_0": "2100-01-01", "published_at_1": "12:00:00"}
    return press(client, post, "_schedule", **moment) == PostState.SCHEDULED


def withdraw(client, post):
    Post.objects.filter(pk=post.pk).update(published_at=LONG_AGO)
    return press(client, fresh(post), "_withdraw") == PostState.DRAFT


def withdraw_at_once(client, post):
    act(client, "withdraw", post)
    return not fresh(post).is_live


def archive(client, post):
    return press(client, post, "_archive") == PostState.ARCHIVED


def share_by_a_link(client, post):
    press(client, post, "_share", share_days="7")
    return post.share_links.active().exists()


def revoke_a_link(client, post):
    link = PreviewLink.objects.create(post=post, expires_at=timezone.now() + timedelta(days=7))
    press(client, post, "_revoke", _revoke=link.pk)
    return not post.share_links.active().exists()


def tag_with_others(client, post):
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


def delete(client, post):
    client.post(reverse("admin:posts_post_delete", args=[post.pk]), {"post": "yes"})
    return fresh(post).binned_at is not None


def in_the_bin(post):
    post.set_state("binned_at")
    post.save()
    return post


def take_out_of_the_bin(client, post):
    return press(client, in_the_bin(post), "_restore") == PostState.DRAFT


def delete_for_ever(client, post):
    client.post(reverse("admin:posts_post_delete", args=[in_the_bin(post).pk]), {"post": "yes"})
    return fresh(post) is None


ACTIONS = {
    "read the page": read_the_page,
    "find it in the list": find_it_in_the_list,
    "open the form": open_the_form,
    "save the form": save_the_form,
    "keep what is typed": keep_what_is_typed,
    "see that as a page": see_that_as_a_page,
    "read its history": read_its_history,
    "restore a version": restore_a_version,
    "see the report": see_the_report,
    "submit": submit,
    "publish": publish,
    "publish at once": publish_at_once,
    "schedule": schedule,
    "withdraw": withdraw,
    "withdraw at once": withdraw_at_once,
    "archive": archive,
    "share by a link": share_by_a_link,
    "revoke a link": revoke_a_link,
    "tag with others": tag_with_others,
    "export": export,
    "delete": delete,
    "take out of the bin": take_out_of_the_bin,
    "delete for ever": delete_for_ever,
}


@pytest.mark.parametrize(
    "case", [*cases()], ids=lambda case: f"{case.role} {case.action} {case.whose} {case.state}"
)
def test_each_does_what_is_theirs_to_do(case, people, client):
    user, other = people[case.role], User.objects.create_user("other")
    post = Post.objects.create(
        title="A post",
        source="Words",
        author=user if case.whose == "own" else other,
        published_at=LONG_AGO if case.state == "live" else None,
    )
    if user:
        client.force_login(user)
    assert ACTIONS[case.action](client, post) is case.is_allowed


def add_a_post(client):
    client.get(LIST)
    data = form_of(Post(title="New", language="en"), author=User.objects.first().pk)
    client.post(reverse("admin:posts_post_add"), data)
    return Post.objects.exists()


def preview(client):
    return client.post(reverse("admin:posts_post_preview"), {"source": "x"}).status_code == 200


def upload(client):
    return client.post(reverse("admin:posts_post_upload")).status_code == 422


def opens(name, **query):
    """Return a door: whether the page of the admin called `name` opens."""
    return lambda client: client.get(reverse(f"admin:{name}"), query).status_code == 200


def bring_a_picture_home(client):
    answer = client.post(reverse("admin:posts_picture_save_remote"), {"url": "ftp://example.com/a.png"})
    return answer.status_code == 422


def merge_tags(client):
    keys = [Tag.objects.create(name=name).pk for name in "ab"]
    address = f"{reverse('admin:posts_tag_merge')}?ids={keys[0]},{keys[1]}"
    return client.get(address).status_code == 200


def change_a_category(client):
    shelf = Category.objects.create(name="Old")
    address = reverse("admin:posts_category_change", args=[shelf.pk])
    client.post(address, {"name": "New", "slug": "new", "order": 0, "description": ""})
    return Category.objects.get().name == "New"


def empty_the_bin(client):
    author = User.objects.create_user("other")
    in_the_bin(Post.objects.create(title="Gone", author=author))
    client.post(reverse("admin:posts_post_empty_trash"), {"post": "yes"})
    return not Post.objects.exists()


DOORS = {
    "add a post": add_a_post,
    "preview": preview,
    "upload": upload,
    "library of pictures": opens("posts_picture_library"),
    "bring a picture home": bring_a_picture_home,
    "suggest a slug": opens("posts_post_slug", title="新"),
    "names of tags": opens("posts_post_tags"),
    "merge tags": merge_tags,
    "change a category": change_a_category,
    "empty the bin": empty_the_bin,
}


@pytest.mark.parametrize(
    ("door", "role", "is_open"),
    [
        (door, role, mark == "y")
        for door, field in WAYS_IN.items()
        for role, mark in zip(ROLES, field, strict=True)
    ],
)
def test_only_those_who_write_come_in(door, role, is_open, people, client):
    if people[role]:
        client.force_login(people[role])
    assert DOORS[door](client) is is_open


def test_an_author_cannot_publish_by_the_form(people, client):
    post = Post.objects.create(title="A post", source="x", author=people["author"])
    client.force_login(people["author"])
    data = form_of(post, published_at_0="2026-01-01", published_at_1="12:00:00")
    client.post(change_page(post), data)
    assert fresh(post).published_at is None


def test_an_author_writes_under_no_other_name(people, client):
    client.force_login(people["author"])
    data = form_of(Post(title="New", language="en"), author=people["editor"].pk)
    client.post(reverse("admin:posts_post_add"), data)
    assert Post.objects.get().author == people["author"]
