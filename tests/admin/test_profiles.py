"""Profiles: who may write their page."""

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


def change_page(profile):
    return reverse("admin:posts_profile_change", args=[profile.pk])


class TestWriters:
    def test_writers_create_their_own_profile(self, client, writer):
        client.force_login(writer)
        assert client.get(MINE).url == ADD
        client.post(ADD, {"name": "新人", "slug": "", "text": "你好"})
        profile = Profile.objects.get()
        assert (profile.user, profile.slug) == (writer, "xin-ren")
        assert client.get(MINE).url == change_page(profile)
        assert client.get(ADD).status_code == 403

    def test_writers_cannot_create_the_profile_of_another(self, client, writer, author):
        client.force_login(writer)
        client.post(ADD, {"name": "新人", "slug": "", "text": "", "user": author.pk})
        assert Profile.objects.get().user == writer

    def test_writers_cannot_open_the_profile_of_another(self, client, writer, profile):
        client.force_login(writer)
        assert client.get(change_page(profile)).status_code in {302, 403}
        client.post(change_page(profile), {"name": "别人", "slug": "x", "text": ""})
        profile.refresh_from_db()
        assert profile.name == "林默"

    def test_superusers_change_any_profile(self, editor_client, profile):
        data = {"user": profile.user_id, "name": "林先生", "slug": "lin", "text": ""}
        editor_client.post(change_page(profile), data)
        profile.refresh_from_db()
        assert (profile.name, profile.slug) == ("林先生", "lin")

    def test_a_picture_is_verified_and_stripped(self, editor_client, profile):
        buffer = io.BytesIO()
        tags = Image.Exif()
        tags[0x010F] = "Secret Camera"
        Image.new("RGB", (64, 64), "navy").save(buffer, "JPEG", exif=tags)
        file = SimpleUploadedFile("我.jpg", buffer.getvalue())
        data = {"user": profile.user_id, "name": "林默", "slug": "lin", "text": "", "picture": file}
        editor_client.post(change_page(profile), data)
        profile.refresh_from_db()
        assert b"Secret Camera" not in profile.picture.read()

    def test_what_is_no_picture_is_refused(self, editor_client, profile):
        file = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        data = {"user": profile.user_id, "name": "林默", "slug": "lin", "text": "", "picture": file}
        response = editor_client.post(change_page(profile), data)
        assert response.context["adminform"].form.errors.keys() == {"picture"}

    @pytest.mark.parametrize("address", [MINE, ADD])
    def test_staff_that_does_not_write_has_no_profile(self, address, client, db):
        client.force_login(User.objects.create_user("clerk", is_staff=True))
        assert Profile.objects.count() == 0
        response = client.get(address, follow=True)
        assert response.status_code == 403
