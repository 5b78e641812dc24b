"""Permissions: every role tries every action."""

from functools import partial
from typing import NamedTuple

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from posts.admin.literature_merging import build_literature_merge_url
from posts.models import ApiToken, Category, ImportJob, ImportJobItem, LiteratureEntry, Post, PostNote, Tag
from tests.support.post_actions import (
    ACTIONS,
    LIST,
    LONG_AGO,
    fill_minimal_form,
    get_change_url,
    gets_mail,
    put_in_trash,
    reload_post,
)
from tests.support.proofs import IS_LONG

ROLES = ("stranger", "clerk", "author", "editor")

# yes and no for a stranger, for staff without rights, for an Author and for an Editor; `-`
# where there is no such post. An Editor's own posts are treated as everybody's; only `make prove`
# tries those too.
TABLE = """
                          own draft   own live    other's draft  other's live
    read the page         --yy        --yy        nnny           yyyy
    find it in the list   --yy        --yy        nnny           nnny
    open the form         --yy        --yy        nnny           nnny
    save the form         --yy        --ny        nnny           nnny
    autosave              --yy        --yy        nnny           nnny
    preview the draft     --yy        --yy        nnny           nnny
    draft changes         ----        --yy        ----           nnny
    submit changes        ----        --yy        ----           nnny
    review a draft of another --yy    --ny        nnny           nnny
    take over a draft     --yy        --ny        nnny           nnny
    send back a draft     --yy        --ny        nnny           nnny
    hand on the own draft --yy        --yy        nnny           nnny
    quick edit            --yy        --ny        nnny           nnny
    duplicate             --yy        --yy        nnny           nnny
    read its history      --yy        --yy        nnny           nnny
    restore a version     --yy        --yy        nnny           nnny
    see publish checks    --yy        --yy        nnny           nnny
    submit                --yy        ----        nnny           ----
    send back             --nn        ----        nnny           ----
    add a note            --yy        --yy        nnny           nnny
    read the notes        --yy        --yy        nnny           nnny
    get mails of notes    --yy        --yy        nnny           nnny
    publish               --ny        ----        nnny           ----
    publish in bulk       --ny        ----        nnny           ----
    schedule              --ny        ----        nnny           ----
    revert to draft       --ny        --ny        nnny           nnny
    revert in bulk        ----        --ny        ----           nnny
    archive               --yy        --ny        nnny           nnny
    make a preview link   --yy        --yy        nnny           nnny
    revoke a preview link --yy        ----        nnny           ----
    add tags in bulk      --yy        --ny        nnny           nnny
    compare the own draft --yy        ----        nnny           nnny
    discard the own draft --yy        ----        nnny           nnny
    restore an own draft  --yy        ----        nnny           nnny
    export                --yy        --yy        nnny           nnny
    move to trash         --yy        --ny        nnny           nnny
    restore from trash    --yy        ----        nnny           ----
    delete permanently    --yy        ----        nnny           ----
    change by the API     --yy        --ny        nnny           nnny
    publish by the API    --ny        ----        nnny           ----
    make a version citable ----       --ny        ----           nnny
    revoke a version      ----        --ny        ----           nnny
    note a correction     ----        --ny        ----           nnny
    see it in the mentions --yy       --yy        nnny           nnny
    merge a notebook      --yy        --yy        nnny           nnny
    get its notebook      --yy        --ny        nnny           nnny
"""

# Of no post: the same for a stranger, staff without rights, an Author, an Editor.
SITE_TABLE = {
    "add a post": "nnyy",
    "preview": "nnyy",
    "upload": "nnyy",
    "open the library": "nnyy",
    "save a remote picture": "nnyy",
    "suggest a slug": "nnyy",
    "get mails of submissions": "nnny",
    "choose language and mails": "nyyy",
    "names of tags": "nnyy",
    "merge tags": "nnny",
    "change a category": "nnny",
    "add a page": "nnny",
    "open the list of pages": "nnny",
    "change a page of one's own": "nnny",
    "trash a page of one's own": "nnny",
    "read a draft page of one's own": "nnny",
    "empty the trash": "nnny",
    "upload an archive": "nnny",
    "import posts": "nnny",
    "undo an import": "nnny",
    "watch an import": "nnny",
    "list imports": "nnny",
    "make an API token": "nnyy",
    "make one that publishes": "nnny",
    "open the list of mentions": "nnyy",
    "complete keys and labels": "nnyy",
    "drop a notebook": "nnyy",
    "import literature": "nnyy",
    "change literature": "nnny",
    "delete literature": "nnny",
    "merge literature": "nnny",
}


class Case(NamedTuple):
    action: str
    whose: str
    state: str
    allowed: dict[str, bool]  # by role, without roles that have no such post


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
            allowed = read_marks(field)
            if whose == "own" and not IS_LONG:
                allowed.pop("editor", None)
            if allowed:
                yield Case(" ".join(words), whose, state, allowed)


def read_marks(field):
    return {role: mark == "y" for role, mark in zip(ROLES, field, strict=True) if mark != "-"}


@pytest.fixture
def users(db, settings, tmp_path):
    """Return the users by role; a stranger has none."""
    settings.IMPORT_FOLDER = tmp_path
    clerk = User.objects.create_user("clerk", is_staff=True)
    users = {"stranger": None, "clerk": clerk}
    for role in ("author", "editor"):
        users[role] = User.objects.create_user(role, is_staff=True)
        users[role].groups.add(Group.objects.get(name=role.capitalize()))
    return users


@pytest.fixture
def try_as(users):
    """Return a function that does something as each of some roles, as if the others had not been there."""

    def try_as(roles, do):
        found = {}
        for role in roles:
            client = Client()
            with transaction.atomic():
                if user := users[role]:
                    client.force_login(user)
                found[role] = do(client, user)
                transaction.set_rollback(True)
        return found

    return try_as


@pytest.mark.proof
@pytest.mark.parametrize("action", dict.fromkeys(case.action for case in cases()))
def test_each_role_can_do_what_the_table_says(action, try_as):
    of_action = [case for case in cases() if case.action == action]
    found = {case[1:3]: try_as(case.allowed, partial(act_on_post, case)) for case in of_action}
    assert found == {case[1:3]: case.allowed for case in of_action}


def act_on_post(case, client, user):
    author = user if case.whose == "own" else User.objects.create_user("other")
    moment = LONG_AGO if case.state == "live" else None
    post = Post.objects.create(title="A post", source="Words", author=author, published_at=moment)
    return ACTIONS[case.action](client, post)


def add_a_post(client):
    client.get(LIST)
    data = fill_minimal_form(Post(title="New", language="en"), author=User.objects.first().pk)
    client.post(reverse("admin:posts_post_add"), data)
    return Post.objects.exists()


def preview(client):
    return client.post(reverse("admin:posts_post_preview"), {"source": "x"}).status_code == 200


def upload(client):
    return client.post(reverse("admin:posts_post_upload")).status_code == 422


def opens(name, **query):
    """Return a door: whether the page of the admin called `name` opens."""
    return lambda client: client.get(reverse(f"admin:{name}"), query).status_code == 200


def save_a_remote_picture(client):
    answer = client.post(reverse("admin:posts_picture_save_remote"), {"url": "ftp://example.com/a.png"})
    return answer.status_code == 422


def merge_tags(client):
    keys = [Tag.objects.create(name=name).pk for name in "ab"]
    address = f"{reverse('admin:posts_tag_merge')}?ids={keys[0]},{keys[1]}"
    return client.get(address).status_code == 200


def change_a_category(client):
    category = Category.objects.create(name="Old")
    address = reverse("admin:posts_category_change", args=[category.pk])
    client.post(address, {"name": "New", "slug": "new", "order": 0, "description": ""})
    return Category.objects.get().name == "New"


def add_a_page(client):
    author = User.objects.first().pk
    client.post(
        f"{reverse('admin:posts_post_add')}?kind=page",
        {**fill_minimal_form(Post(title="About", language="en"), author=author), "kind": "page"},
    )
    return Post.objects.pages().exists()


def make_own_page(client):
    """Return a draft page whose author is the user, if there is one."""
    key = client.session.get("_auth_user_id") or User.objects.create_user("other").pk
    return Post.objects.create(title="About", source="x", kind="page", author_id=key)


def change_an_own_page(client):
    page = make_own_page(client)
    client.post(get_change_url(page), fill_minimal_form(page, title="Changed", author=page.author_id))
    return Post.objects.get().title == "Changed"


def trash_an_own_page(client):
    page = make_own_page(client)
    client.post(reverse("admin:posts_post_delete", args=[page.pk]), {"post": "yes"})
    return Post.objects.get().binned_at is not None


def read_an_own_page(client):
    return client.get(make_own_page(client).get_absolute_url()).status_code == 200


def empty_the_trash(client):
    author = User.objects.create_user("other")
    put_in_trash(Post.objects.create(title="Gone", author=author))
    client.post(reverse("admin:posts_post_empty_trash"), {"post": "yes"})
    return not Post.objects.exists()


def upload_an_archive(client):
    start = {"name": "blog.zip", "size": "10", "modified": "1"}
    is_shown = client.get(reverse("admin:posts_importjob_add")).status_code == 200
    is_begun = client.post(reverse("admin:posts_importjob_start"), start).status_code == 200
    assert is_shown is is_begun
    return is_begun


def make_a_token(scope):
    """Return a door: whether a token with `scope` is made."""

    def make(client):
        sent = {"name": "notes", "scopes": [scope], "lifetime": "30"}
        client.post(reverse("admin:posts_apitoken_add"), sent)
        return ApiToken.objects.exists()

    return make


def make_an_import(status):
    job = ImportJob.objects.create(file_name="blog.zip", status=status)
    ImportJobItem.objects.create(job=job, origin="a", title="A", planned="created", outcome="created")
    return job


def decide_on_an_import(before, action, after):
    """Return a door: whether an import that is `before` becomes `after` by the button `action`."""

    def decide(client):
        job = make_an_import(before)
        client.post(job.get_absolute_url(), {"action": action, "which": "all", "state": "stated"})
        job.refresh_from_db()
        return job.status == after

    return decide


def watch_an_import(client):
    job = make_an_import("done")
    is_shown = client.get(job.get_absolute_url()).status_code == 200
    is_told = client.get(reverse("admin:posts_importjob_progress", args=[job.pk])).status_code == 200
    assert is_shown is is_told
    return is_told


def get_mails_of_submissions(client):
    post = Post.objects.create(title="Ready", author=User.objects.create_user("other"))
    return gets_mail(client, PostNote.objects.create(post=post, author=post.author, kind="submitted"))


def complete(client):
    names = ("posts_post_citations", "posts_post_complete")
    return all(client.get(reverse(f"admin:{name}"), {"q": "a#b"}).status_code == 200 for name in names)


def drop_a_notebook(client):
    return client.post(reverse("admin:posts_post_notebook")).status_code == 422


def import_some_literature(client):
    client.post(reverse("admin:posts_literatureentry_import"), {"text": "@book{new, title={New}}"})
    return LiteratureEntry.objects.exists()


def edit_literature(client):
    entry = LiteratureEntry.objects.create(key="a", data={"title": "A", "type": "book"})
    address = reverse("admin:posts_literatureentry_change", args=[entry.pk])
    form = getattr(client.get(address), "context", None) or {}
    if not (shown := form.get("adminform")) or "form" not in shown.__dict__:
        return False
    fields = {name: shown.form[name].value() for name in shown.form.fields}
    client.post(address, {name: value or "" for name, value in fields.items()} | {"key": "b"})
    return LiteratureEntry.objects.get().key == "b"


def delete_literature(client):
    entry = LiteratureEntry.objects.create(key="a", data={"title": "A", "type": "book"})
    client.post(reverse("admin:posts_literatureentry_delete", args=[entry.pk]), {"post": "yes"})
    return not LiteratureEntry.objects.exists()


def merge_some_literature(client):
    keys = [LiteratureEntry.objects.create(key=key, data={"title": key}).pk for key in "ab"]
    client.post(build_literature_merge_url(keys), {"kept": keys[0]})
    return LiteratureEntry.objects.count() == 1


SITE_ACTIONS = {
    "add a post": add_a_post,
    "preview": preview,
    "upload": upload,
    "open the library": opens("posts_picture_library"),
    "save a remote picture": save_a_remote_picture,
    "suggest a slug": opens("posts_post_slug", title="新"),
    "get mails of submissions": get_mails_of_submissions,
    "choose language and mails": opens("posts_account_settings"),
    "names of tags": opens("posts_post_tags"),
    "merge tags": merge_tags,
    "change a category": change_a_category,
    "add a page": add_a_page,
    "open the list of pages": opens("posts_page_changelist"),
    "change a page of one's own": change_an_own_page,
    "trash a page of one's own": trash_an_own_page,
    "read a draft page of one's own": read_an_own_page,
    "empty the trash": empty_the_trash,
    "upload an archive": upload_an_archive,
    "import posts": decide_on_an_import("ready", "import", "importing"),
    "undo an import": decide_on_an_import("done", "undo", "undoing"),
    "watch an import": watch_an_import,
    "list imports": opens("posts_importjob_changelist"),
    "make an API token": make_a_token("write"),
    "make one that publishes": make_a_token("publish"),
    "open the list of mentions": opens("posts_postlink_changelist"),
    "complete keys and labels": complete,
    "drop a notebook": drop_a_notebook,
    "import literature": import_some_literature,
    "change literature": edit_literature,
    "delete literature": delete_literature,
    "merge literature": merge_some_literature,
}


@pytest.mark.parametrize("door", SITE_TABLE)
def test_each_role_can_open_what_the_table_says(door, try_as):
    allowed = read_marks(SITE_TABLE[door])
    assert try_as(allowed, lambda client, _user: SITE_ACTIONS[door](client)) == allowed


def test_an_author_cannot_publish_by_the_form(users, client):
    post = Post.objects.create(title="A post", source="x", author=users["author"])
    client.force_login(users["author"])
    data = fill_minimal_form(post, published_at_0="2026-01-01", published_at_1="12:00:00")
    client.post(get_change_url(post), data)
    assert reload_post(post).published_at is None


def test_an_author_cannot_choose_another_author(users, client):
    client.force_login(users["author"])
    data = fill_minimal_form(Post(title="New", language="en"), author=users["editor"].pk)
    client.post(reverse("admin:posts_post_add"), data)
    assert Post.objects.get().author == users["author"]
