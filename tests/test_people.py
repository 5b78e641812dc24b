"""Authors as readers meet them, and who may write their page."""

import io

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from posts.models import Profile

MINE = reverse("admin:posts_profile_own")
ADD = reverse("admin:posts_profile_add")


@pytest.fixture
def writer(db):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Author"))
    return user


@pytest.fixture
def page_of_lin(author):
    return Profile.objects.create(user=author, name="林默", text="写模型的人。\n也写信。")


def change_page(profile):
    return reverse("admin:posts_profile_change", args=[profile.pk])


class TestReaders:
    def test_a_post_ends_with_who_wrote_it(self, client, make_post, page_of_lin):
        page = client.get(make_post().get_absolute_url()).content.decode()
        assert '<aside class="author-bio"' in page
        assert "写模型的人。<br>也写信。" in page
        assert page.count(f'<a rel="author" href="{page_of_lin.get_absolute_url()}">林默</a>') == 2

    def test_a_byline_names_others_and_leads_to_nobody(self, client, make_post, page_of_lin):
        page = client.get(make_post(byline="客座").get_absolute_url()).content.decode()
        assert "客座" in page
        assert page_of_lin.get_absolute_url() not in page

    def test_without_a_page_there_is_only_a_name(self, client, make_post):
        page = client.get(make_post().get_absolute_url()).content.decode()
        assert "<span>林默</span>" in page
        assert 'rel="author"' not in page

    def test_the_page_lists_live_posts_of_its_author_alone(self, client, make_post, page_of_lin):
        make_post("Theirs")
        make_post("Hidden", published_at=None)
        make_post("Another's", author=User.objects.create_user("other"))
        page = client.get(page_of_lin.get_absolute_url())
        assert [post.title for post in page.context["posts"]] == ["Theirs"]
        assert "写模型的人。" in page.content.decode()

    def test_its_address_is_made_in_pinyin_and_never_taken_twice(self, page_of_lin):
        other = Profile.objects.create(user=User.objects.create_user("b"), name="林默")
        assert [page_of_lin.slug, other.slug] == ["lin-mo", "lin-mo-2"]

    def test_an_unknown_author_is_not_found(self, client, db):
        assert client.get("/authors/nobody/").status_code == 404

    def test_the_sitemap_names_it_once_something_is_live(self, client, make_post, page_of_lin):
        assert page_of_lin.get_absolute_url() not in client.get("/sitemap.xml").content.decode()
        make_post()
        assert page_of_lin.get_absolute_url() in client.get("/sitemap.xml").content.decode()


class TestWriters:
    def test_they_make_their_own_page(self, client, writer):
        client.force_login(writer)
        assert client.get(MINE).url == ADD
        client.post(ADD, {"name": "新人", "slug": "", "text": "你好"})
        profile = Profile.objects.get()
        assert (profile.user, profile.slug) == (writer, "xin-ren")
        assert client.get(MINE).url == change_page(profile)
        assert client.get(ADD).status_code == 403

    def test_they_cannot_make_it_for_another(self, client, writer, author):
        client.force_login(writer)
        client.post(ADD, {"name": "新人", "slug": "", "text": "", "user": author.pk})
        assert Profile.objects.get().user == writer

    def test_they_cannot_open_anothers(self, client, writer, page_of_lin):
        client.force_login(writer)
        assert client.get(change_page(page_of_lin)).status_code in {302, 403}
        client.post(change_page(page_of_lin), {"name": "别人", "slug": "x", "text": ""})
        page_of_lin.refresh_from_db()
        assert page_of_lin.name == "林默"

    def test_whoever_administers_the_site_can(self, desk, page_of_lin):
        data = {"user": page_of_lin.user_id, "name": "林先生", "slug": "lin", "text": ""}
        desk.post(change_page(page_of_lin), data)
        page_of_lin.refresh_from_db()
        assert (page_of_lin.name, page_of_lin.slug) == ("林先生", "lin")

    def test_a_picture_is_verified_and_stripped(self, desk, page_of_lin):
        buffer = io.BytesIO()
        tags = Image.Exif()
        tags[0x010F] = "Secret Camera"
        Image.new("RGB", (64, 64), "navy").save(buffer, "JPEG", exif=tags)
        file = SimpleUploadedFile("我.jpg", buffer.getvalue())
        data = {"user": page_of_lin.user_id, "name": "林默", "slug": "lin", "text": "", "picture": file}
        desk.post(change_page(page_of_lin), data)
        page_of_lin.refresh_from_db()
        assert b"Secret Camera" not in page_of_lin.picture.read()

    def test_what_is_no_picture_is_refused(self, desk, page_of_lin):
        file = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        data = {"user": page_of_lin.user_id, "name": "林默", "slug": "lin", "text": "", "picture": file}
        response = desk.post(change_page(page_of_lin), data)
        assert response.context["adminform"].form.errors.keys() == {"picture"}

    @pytest.mark.parametrize("address", [MINE, ADD])
    def test_staff_that_does_not_write_has_none(self, address, client, db):
        client.force_login(User.objects.create_user("clerk", is_staff=True))
        assert Profile.objects.count() == 0
        response = client.get(address, follow=True)
        assert response.status_code == 403
