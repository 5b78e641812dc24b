"""The library of pictures in the admin: found, described, replaced, deleted only when nothing needs them."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from inline_snapshot_django import snapshot_queries

from posts.media import library
from posts.models import Draft, Picture, Post
from tests.support.image_files import FRAMES, decode_image, encode_image, make_graphic, make_photograph

LIST = reverse("admin:posts_picture_changelist")
ADD = reverse("admin:posts_picture_add")
LIBRARY = reverse("admin:posts_picture_library")


@pytest.fixture
def users(db):
    """Return the users by role."""
    users = {"stranger": None, "clerk": User.objects.create_user("clerk", is_staff=True)}
    for role in ("author", "editor"):
        users[role] = User.objects.create_user(role, is_staff=True)
        users[role].groups.add(Group.objects.get(name=role.capitalize()))
    return users


@pytest.fixture
def sign_in(client, users):
    """Return a function that signs the client in as somebody of a role."""

    def sign_in(role):
        client.logout()
        if users[role]:
            client.force_login(users[role])
        return client

    return sign_in


def page_of(picture, name="change"):
    return reverse(f"admin:posts_picture_{name}", args=[picture.pk])


def sent(*names):
    colours = ("red", "green", "blue")
    return [
        SimpleUploadedFile(name, make_graphic(colour), "image/png")
        for name, colour in zip(names, colours, strict=False)
    ]


# yes and no for a stranger, for staff without rights, for an Author and for an Editor.
WHO_MAY = {
    "look through the library": "nnyy",
    "search it while writing": "nnyy",
    "bring a picture home": "nnyy",
    "send pictures": "nnyy",
    "change the own one": "--yy",
    "change another's": "nnny",
    "replace another's": "nnny",
    "delete the own one": "--yy",
    "delete another's": "nnny",
}
CASES = [
    (action, role, mark == "y")
    for action, marks in WHO_MAY.items()
    for role, mark in zip(("stranger", "clerk", "author", "editor"), marks, strict=True)
    if mark != "-"
]


@pytest.mark.parametrize(("action", "role", "is_allowed"), CASES)
def test_who_may_do_what(action, role, is_allowed, sign_in, users):
    client = sign_in(role)
    owner = users[role] if "own" in action else User.objects.create_user("other")
    picture = library.save_picture(make_graphic(), "a.png", owner)
    ways = {
        "look through the library": lambda: client.get(LIST).status_code == 200,
        "search it while writing": lambda: client.get(LIBRARY).status_code == 200,
        "bring a picture home": lambda: (
            client.post(reverse("admin:posts_picture_save_remote"), {"url": "ftp://a"}).status_code == 422
        ),
        "send pictures": lambda: client.get(ADD).status_code == 200,
        "replace another's": lambda: client.get(page_of(picture, "replace")).status_code == 200,
    }
    verb, _, _whose = action.partition(" ")
    if verb == "change":
        client.post(page_of(picture), {"title": "t", "alt": "new"})
        done = Picture.objects.get().alt == "new"
    elif verb == "delete":
        client.post(page_of(picture, "delete"), {"post": "yes"})
        done = not Picture.objects.exists()
    else:
        done = ways[action]()
    assert done is is_allowed


class TestList:
    def test_it_shows_what_is_known_at_a_steady_number_of_queries(self, editor_client, make_post, editor):
        def ask():
            with snapshot_queries() as queries:
                page = editor_client.get(LIST).content.decode()
            return page, len(queries)

        many = Picture.objects.bulk_create(Picture(name=f"{n}.png", title=f"P{n}") for n in range(3))
        make_post(source=f"![]({many[0].url})")
        page, few = ask()
        assert 'src="/media/0.png"' in page
        more = Picture.objects.bulk_create(
            Picture(name=f"m{n}.png", widths=[480], sent_by=editor) for n in range(30)
        )
        make_post("B", source="\n".join(f"![]({picture.url})" for picture in more))
        page, same = ask()
        assert 'src="/media/m0.480.webp"' in page
        assert same == few

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"use": "none"}, ["lonely"]),
            ({"use": "some"}, ["heat"]),
            ({"alt": "none"}, ["heat"]),
            ({"q": "热力"}, ["heat"]),
            ({"q": "Attention"}, ["heat"]),
            ({"q": "lonely"}, ["lonely"]),
        ],
    )
    def test_it_is_narrowed(self, query, found, editor_client, make_post):
        picture = Picture.objects.create(name="1.png", title="heat 热力")
        Picture.objects.create(name="2.png", title="lonely", alt="孤")
        make_post("Attention", source=f"![]({picture.url})")
        rows = editor_client.get(LIST, query).context["cl"].result_list
        assert [row.title.split()[0] for row in rows] == found


class TestSending:
    def test_several_are_taken_and_each_refusal_is_named(self, editor_client, editor):
        files = [*sent("a.png", "图 二.png"), SimpleUploadedFile("坏.png", b"<b/>")]
        page = editor_client.post(ADD, {"sent": files}, follow=True).content.decode()
        assert {*Picture.objects.values_list("title", "sent_by")} == {("a", editor.pk), ("图 二", editor.pk)}
        assert "2 pictures added to the library." in page
        assert "坏.png: This is not an SVG drawing" in page

    def test_without_a_file_the_form_says_so(self, editor_client):
        response = editor_client.post(ADD, {})
        assert response.context["form"].errors.keys() == {"sent"}


class TestPage:
    def test_it_says_where_the_picture_is_used(self, editor_client, make_post, editor):
        picture = library.save_picture(make_graphic(), "a.png", editor)
        assert "no posts" in editor_client.get(page_of(picture)).content.decode()
        post = make_post("在此", source=f"![]({picture.url})")
        page = editor_client.get(page_of(picture)).content.decode()
        assert f'<a href="{reverse("admin:posts_post_change", args=[post.pk])}">在此</a>' in page

    def test_the_drafts_of_others_are_not_named(self, sign_in, make_post, users):
        picture = library.save_picture(make_graphic(), "a.png", users["author"])
        make_post("秘密", published_at=None, source=f"![]({picture.url})")
        make_post("公开", source=f"![]({picture.url})")
        page = sign_in("author").get(page_of(picture)).content.decode()
        assert "秘密" not in page
        assert "1 post by another author" in page
        assert "公开</a>" in page

    def test_title_and_alternative_text_are_edited_and_posts_keep_theirs(
        self, editor_client, make_post, editor
    ):
        picture = library.save_picture(make_graphic(), "a.png", editor)
        post = make_post(source=f"![旧]({picture.url})")
        editor_client.post(page_of(picture), {"title": "新名", "alt": "新"})
        picture.refresh_from_db()
        assert (picture.title, picture.alt) == ("新名", "新")
        assert Post.objects.get().version == post.version


class TestReplacing:
    def test_replacing_shows_the_new_picture_and_a_message(self, editor_client, make_post, editor):
        picture = library.save_picture(make_graphic(), "a.png", editor)
        make_post(source=f"![]({picture.url})")
        data = {"file": SimpleUploadedFile("b.png", make_graphic("red"))}
        response = editor_client.post(page_of(picture, "replace"), data, follow=True)
        new = Picture.objects.exclude(pk=picture.pk).get()
        assert response.redirect_chain[-1][0] == page_of(new)
        assert "1 post now shows the new picture." in response.content.decode()
        assert new.url in Post.objects.get().source

    @pytest.mark.parametrize(
        ("data", "text"), [(b"text", "not a PNG"), (b"<b/>", "not an SVG"), (b"", "empty")]
    )
    def test_what_is_no_picture_is_refused_in_words(self, data, text, editor_client, editor):
        picture = library.save_picture(make_graphic(), "a.png", editor)
        response = editor_client.post(
            page_of(picture, "replace"), {"file": SimpleUploadedFile("b.png", data)}
        )
        assert text in response.content.decode()
        assert Picture.objects.count() == 1

    def test_a_post_that_one_may_not_change_holds_it_back(self, sign_in, users, make_post):
        picture = library.save_picture(make_graphic(), "a.png", users["author"])
        make_post("他人的", source=f"![]({picture.url})")
        data = {"file": SimpleUploadedFile("b.png", make_graphic("red"))}
        page = sign_in("author").post(page_of(picture, "replace"), data).content.decode()
        assert "You do not have permission to change a post that shows it" in page
        assert picture.url in Post.objects.get().source


class TestRotating:
    def make_marked(self, editor, name="侧 (1).jpg"):
        """Save a photograph whose left half is red."""
        noise = decode_image(make_photograph((60, 40)))
        noise.paste((200, 0, 0), (0, 0, 30, 40))
        picture = library.save_picture(encode_image(noise, "JPEG", quality=95), name, editor)
        Picture.objects.filter(pk=picture.pk).update(alt="图")
        return picture

    @pytest.mark.parametrize("turn", [(90, (40, 60), (20, 5)), (180, (60, 40), (55, 20))])
    def test_every_post_shows_it_turned(self, turn, editor_client, make_post, editor):
        degrees, size, red = turn
        picture = self.make_marked(editor)
        post = make_post(source=f"![看]({picture.url}){{width=30}}", cover=picture.name)
        response = editor_client.post(page_of(picture, "rotate"), {"degrees": degrees}, follow=True)
        new = Picture.objects.exclude(pk=picture.pk).get()
        assert "1 post now shows the new picture." in response.content.decode()
        turned = decode_image(default_storage.open(new.name).read())
        assert turned.size == (new.width, new.height) == size
        assert turned.getpixel(red)[0] - turned.getpixel(red)[1] > 100
        post.refresh_from_db()
        assert post.source == f"![看]({new.url}){{width=30}}"
        assert (post.cover.name, post.cover_width, new.alt) == (new.name, size[0], "图")
        # What readers and caches hold stays what it was.
        assert default_storage.exists(picture.name)

    @pytest.mark.parametrize("degrees", ["", "45", "90.0", "x"])
    def test_only_quarters_are_taken(self, degrees, editor_client, editor):
        picture = self.make_marked(editor)
        assert editor_client.post(page_of(picture, "rotate"), {"degrees": degrees}).status_code == 400
        assert editor_client.get(page_of(picture, "rotate")).status_code == 405
        assert Picture.objects.count() == 1

    def test_nobody_turns_the_picture_of_a_post_that_they_may_not_change(self, sign_in, users, make_post):
        picture = self.make_marked(users["author"])
        make_post("他人的", source=f"![]({picture.url})")
        page = sign_in("author").post(page_of(picture, "rotate"), {"degrees": 90}, follow=True)
        assert "You do not have permission to change a post that shows it" in page.content.decode()
        assert sign_in("clerk").post(page_of(picture, "rotate"), {"degrees": 90}).status_code == 403
        assert Picture.objects.count() == 1

    def test_animations_and_drawings_are_not_turned(self, editor_client, editor):
        data = encode_image(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:])
        picture = library.save_picture(data, "a.webp", editor)
        page = editor_client.post(page_of(picture, "rotate"), {"degrees": 90}, follow=True)
        assert "An animation cannot be rotated." in page.content.decode()
        drawing = library.save_picture(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", editor)
        assert "Rotate left" not in editor_client.get(page_of(drawing)).content.decode()
        assert "Rotate left" in editor_client.get(page_of(picture)).content.decode()


class TestDeleting:
    def test_a_picture_that_is_used_stays_and_its_posts_are_named(self, editor_client, make_post, editor):
        picture = library.save_picture(make_graphic(), "a.png", editor)
        make_post("需要它", source=f"![]({picture.url})")
        Draft.objects.create(editor=editor, fields={"source": picture.url})
        for answer in (
            editor_client.post(page_of(picture, "delete"), {"post": "yes"}),
            editor_client.post(
                LIST, {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"}
            ),
        ):
            page = answer.content.decode()
            assert "需要它</a>" in page
            assert "unsaved changes by editor" in page
        assert Picture.objects.exists()
        assert default_storage.exists(picture.name)

    @pytest.mark.parametrize("way", ["page", "action"])
    def test_one_that_is_not_used_goes_with_its_file(
        self, way, editor_client, editor, django_capture_on_commit_callbacks
    ):
        picture = library.save_picture(make_graphic(), "a.png", editor)
        with django_capture_on_commit_callbacks(execute=True):
            if way == "page":
                editor_client.post(page_of(picture, "delete"), {"post": "yes"})
            else:
                data = {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"}
                editor_client.post(LIST, data)
        assert not Picture.objects.exists()
        assert not default_storage.exists(picture.name)


class TestWhileWriting:
    def test_it_is_searched_and_answers_what_to_insert(self, editor_client, editor):
        library.save_picture(make_graphic("red"), "attention map.png", editor)
        library.save_picture(make_graphic("blue"), "loss.png", editor)
        Picture.objects.filter(title="loss").update(alt="损失 [1]")
        answer = editor_client.get(LIBRARY, {"q": "损失"}).json()
        [entry] = answer["pictures"]
        assert entry["markdown"] == f"![损失 &#91;1&#93;]({entry['url']})"
        assert answer["next"] is None
        assert len(editor_client.get(LIBRARY).json()["pictures"]) == 2
        [entry] = editor_client.get(LIBRARY, {"q": "map attention"}).json()["pictures"]
        assert (entry["title"], entry["alt"]) == ("attention map", "")

    def test_it_comes_in_pages(self, editor_client):
        Picture.objects.bulk_create(Picture(name=f"{n}.png") for n in range(30))
        first = editor_client.get(LIBRARY).json()
        assert (len(first["pictures"]), first["next"]) == (24, 2)
        assert len(editor_client.get(LIBRARY, {"page": 2}).json()["pictures"]) == 6
