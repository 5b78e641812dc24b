"""The pages of the admin in a browser: accessible, no sideways scroll, no error."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from posts.accounts.invitations import renew_invitation
from posts.exchange.literature_import import import_literature
from posts.media import library
from posts.models import (
    Category,
    Draft,
    Invitation,
    LiteratureEntry,
    PreviewLink,
    Profile,
    RevisionKind,
    SavedFilter,
    Series,
    Tag,
)
from posts.revisions import recording
from tests.support import page_faults
from tests.support.admin_forms import LIST_URL
from tests.support.dates import LONG_AGO
from tests.support.proofs import scale

WINDOWS = [(1440, "light"), (390, "dark")]
# The suite looks at these, `make prove` at every page.
ESSENTIAL_PAGES = ["front page", "list of posts", "calendar", "a post", "history", "pictures"]


def noise():
    buffer = io.BytesIO()
    Image.effect_noise((60, 40), 90).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def pages(make_post, author, editor):
    """Return the address of each kind of page of the admin."""
    category = Category.objects.create(name="数学")
    series = Series.objects.create(name="系列")
    SavedFilter.objects.create(owner=editor, name="草稿", query="state=draft")
    post = make_post(
        "一篇文章", series=series, source="坏的 $\\frac{1$\n\n![](a.png)", tags=["注意力"], category=category
    )
    draft = make_post("草稿", published_at=None, source="坏的 $\\frac{1$")
    PreviewLink.objects.create(post=draft, made_by=editor, expires_at=timezone.now() + timedelta(days=7))
    trashed = make_post("扔掉的", published_at=None, binned_at=timezone.now())
    one, other = (Tag.objects.create(name=name) for name in ("一", "二"))
    recording.record_revision(post, RevisionKind.CREATED, editor)
    post.source = "改过的正文"
    post.save()
    recording.record_revision(post, RevisionKind.SAVED, editor)
    fields = {"title": "草稿", "source": "写到一半"}
    unsaved = Draft.objects.create(editor=editor, post=draft, base_version=1, fields=fields)
    changes = Draft.objects.create(
        editor=author,
        post=post,
        base_version=1,
        submitted_at=timezone.now(),
        fields={**fields, "title": "改"},
    )
    Draft.objects.create(editor=editor, post=post, base_version=1, fields=fields)
    picture = library.save_picture(noise(), "图.png", editor)
    import_literature("@book{king, title={Sketch}, author={King, Ada}, doi={10.1000/182}}")
    profile = Profile.objects.create(user=author, name="林默")
    renew_invitation(Invitation(email="mei@example.org"), editor)
    return {
        "front page": reverse("admin:index"),
        "state of the site": reverse("site_state"),
        "list of posts": reverse("admin:posts_post_changelist"),
        "quick edit": reverse("admin:posts_post_quick_edit", args=[draft.pk]),
        "calendar": reverse("admin:posts_post_calendar_month", args=[LONG_AGO.year, LONG_AGO.month]),
        "saved filters": reverse("admin:posts_post_manage_filters"),
        "order of a series": reverse("admin:posts_series_order", args=[series.pk]),
        "a post": reverse("admin:posts_post_change", args=[post.pk]),
        "a new post": reverse("admin:posts_post_add"),
        "history": reverse("admin:posts_post_history", args=[post.pk]),
        "what differs": f"{reverse('admin:posts_post_compare', args=[post.pk])}?old=1&new=2",
        "delete": reverse("admin:posts_post_delete", args=[post.pk]),
        "a draft": reverse("admin:posts_post_change", args=[draft.pk]),
        "the trash": f"{reverse('admin:posts_post_changelist')}?state=binned",
        "a post in the trash": reverse("admin:posts_post_change", args=[trashed.pk]),
        "submitted changes": reverse("admin:posts_post_draft_review", args=[changes.pk]),
        "what was not saved": reverse("admin:posts_post_draft", args=[unsaved.pk]),
        "pictures": reverse("admin:posts_picture_changelist"),
        "a picture": reverse("admin:posts_picture_change", args=[picture.pk]),
        "categories": reverse("admin:posts_category_changelist"),
        "a category": reverse("admin:posts_category_change", args=[category.pk]),
        "tags": reverse("admin:posts_tag_changelist"),
        "a tag": reverse("admin:posts_tag_change", args=[one.pk]),
        "merge tags": f"{reverse('admin:posts_tag_merge')}?ids={one.pk},{other.pk}",
        "redirects": reverse("admin:posts_redirect_changelist"),
        "invitations": reverse("admin:posts_invitation_changelist"),
        "API tokens": reverse("admin:posts_apitoken_changelist"),
        "a new API token": reverse("admin:posts_apitoken_add"),
        "audit log": reverse("admin:posts_auditentry_changelist"),
        "an author's page": reverse("admin:posts_profile_change", args=[profile.pk]),
        "literature": reverse("admin:posts_literatureentry_changelist"),
        "a reference": reverse("admin:posts_literatureentry_change", args=[LiteratureEntry.objects.get().pk]),
        "import literature": reverse("admin:posts_literatureentry_import"),
        "account security": reverse("mfa_index"),
        "sessions": reverse("usersessions_list"),
        "password": reverse("account_change_password"),
    }


@pytest.mark.proof
@pytest.mark.parametrize(("width", "scheme"), scale(WINDOWS[-1:], WINDOWS))
def test_every_page_of_the_admin_is_free_of_faults(width, scheme, pages, open_editor):
    page = open_editor("/healthz", width=width, color_scheme=scheme)
    faults = []
    for name in scale(ESSENTIAL_PAGES, pages):
        page.goto(pages[name], wait_until="load")
        found = [*page_faults.find_overflow(page), *page_faults.find_accessibility_faults(page)]
        faults += [f"{name}: {fault}" for fault in found]
    if faults:
        pytest.fail("\n".join(faults))


# The first is the narrowest, in the longer language.
@pytest.mark.proof
@pytest.mark.parametrize(
    ("width", "locale"), scale([(1280, "en")], [(1280, "en"), (1280, "zh-CN"), (1366, "en"), (1366, "zh-CN")])
)
def test_every_column_of_the_list_is_seen_beside_both_side_bars(
    width, locale, open_editor, make_post, author
):
    category = Category.objects.create(name="Distributed training")
    Profile.objects.create(user=author, name="Ada Lovelace-Lin")
    moment = timezone.now() + timedelta(days=300)
    make_post("A title that takes two lines", source="$\\frac{1$", category=category, published_at=moment)
    page = open_editor(LIST_URL, width=width, locale=locale)
    expect(page.locator("#nav-sidebar")).to_be_visible()
    hidden = page.locator(".results").evaluate("box => box.scrollWidth - box.clientWidth")
    assert hidden == 0
