"""The live preview: who may ask for it, and what it answers."""

import random
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import posts
from posts.models import Post
from posts.models.machine_slots import take_slot
from posts.rendering.limits import MAX_SOURCE_CHARACTERS
from posts.rendering.worker import LARGE_SOURCE_CHARACTERS
from tests.support.image_files import make_graphic

PREVIEW = reverse("admin:posts_post_preview")
UPLOAD = reverse("admin:posts_post_upload")
SAMPLES = Path(posts.__file__).parent / "fixtures" / "samples"

SOURCES = {
    "nothing": "",
    "words": "你好，世界。",
    "formulas": "行内 $e^{i\\pi}=-1$ 与\n\n$$\n\\int_0^1 x\\,dx = \\frac12\n$$\n",
    "a broken formula": "坏的 $\\frac{1$ 在此",
    "code": "    indented\n\n```python\nprint('$$')\n```\n",
    "windows line ends": "一\r\n二\r\n\r\n> [!NOTE]\r\n> 三\r\n",
    "what must not come through": '<script>alert(1)</script><img src=x onerror="alert(1)">\x00\x0b',
    "a table, a note and a task": "| a | b |\n|--|--|\n| 1 | 2 |\n\n注[^1]\n\n[^1]: 脚注\n\n- [x] done\n",
}


def staff(*codenames):
    user = User.objects.create_user("writer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.mark.parametrize("address", [PREVIEW, UPLOAD])
class TestGuard:
    def test_it_is_below_the_admin_where_the_widget_looks_for_it(self, address, editor_client):
        page = editor_client.get(reverse("admin:posts_post_add")).content.decode()
        assert f'"{address}"' in page

    def test_a_stranger_is_refused(self, address, client, db):
        assert client.post(address).status_code == 403

    def test_staff_without_permission_is_refused(self, address, client, db):
        client.force_login(staff("view_post", "add_tag"))
        assert client.post(address).status_code == 403

    def test_permission_without_being_staff_is_not_enough(self, address, client, db):
        user = staff("add_post", "change_post")
        User.objects.update(is_staff=False)
        client.force_login(user)
        assert client.post(address).status_code == 403

    @pytest.mark.parametrize("codename", ["add_post", "change_post"])
    def test_staff_that_may_write_is_let_in(self, address, codename, client, db):
        client.force_login(staff(codename))
        assert client.post(address).status_code != 403

    @pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head"])
    def test_only_post_is_answered(self, address, method, editor_client):
        assert getattr(editor_client, method)(address).status_code == 405

    def test_a_request_from_another_site_is_refused(self, address, editor):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert client.post(address).status_code == 403

    def test_the_answer_is_never_kept(self, address, editor_client):
        assert "no-store" in editor_client.post(address)["Cache-Control"]


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_the_preview_is_byte_for_byte_what_the_page_holds(source, editor_client, editor):
    preview = editor_client.post(PREVIEW, {"source": source, "language": "zh-Hans"}).json()
    post = Post.objects.create(title="同", author=editor, source=source)
    page = editor_client.get(post.get_absolute_url()).content
    assert preview["html"] == post.html
    assert preview["html"].encode() in page


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.md")), ids=lambda path: path.stem)
def test_the_preview_of_a_sample_post_is_what_saving_stores(path, editor_client, editor):
    source = path.read_text()
    preview = editor_client.post(PREVIEW, {"source": source, "language": "zh-Hans"}).json()
    post = Post.objects.create(title=path.stem, author=editor, source=source)
    assert preview["html"] == post.html


def test_the_preview_knows_the_sizes_of_pictures(editor_client):
    markdown = editor_client.post(
        UPLOAD, {"image": SimpleUploadedFile("a.png", make_graphic(), "image/png")}
    ).json()["markdown"]
    html = editor_client.post(PREVIEW, {"source": markdown}).json()["html"]
    assert 'width="40"' in html
    assert 'height="20"' in html


def test_the_preview_names_what_is_wrong_by_its_line(editor_client):
    answer = editor_client.post(PREVIEW, {"source": "好\n\n$\\frac{1$\n"}).json()
    assert answer["warnings"][0]["text"].startswith("Line 3: ")
    assert answer["warnings"][0]["line"] == 3


def test_the_preview_counts_what_was_written(editor_client):
    source = "两个 *words* and $x$\n\n```\ncode is not read\n```\n"
    counts = editor_client.post(PREVIEW, {"source": source, "language": "zh-Hans"}).json()["counts"]
    numbers = ["6 lines", f"{len(''.join(source.split()))} characters", "5 words", "1 formula", "1 min"]
    assert [count["text"] for count in counts] == numbers


def test_the_preview_tells_on_which_line_each_element_begins(editor_client):
    source = "# a\n\nb\n\n$$\nx\n$$\n\n> [!NOTE]\n> c\n\n```py\n1\n```\n\n<i>d</i>\n\ne[^1]\n\n[^1]: f\n"
    answer = editor_client.post(PREVIEW, {"source": source}).json()
    assert answer["lines"] == [1, 3, 5, 9, 12, 16, 18, 20]


def test_a_text_too_long_to_be_rendered_is_refused_with_all_of_it_kept(editor_client, editor):
    source = "长" * (MAX_SOURCE_CHARACTERS + 1)
    assert "1,000,000" in editor_client.post(PREVIEW, {"source": source}).json()["error"]
    page = editor_client.post(
        reverse("admin:posts_post_add"), {"title": "长", "source": source}
    ).content.decode()
    assert "too large to be rendered" in page
    assert source in page
    assert not Post.objects.exists()


def test_a_text_that_cannot_be_rendered_is_answered_with_the_reason(editor_client):
    answer = editor_client.post(PREVIEW, {"source": "x" * (10 * 1024 * 1024)})
    assert answer.status_code == 200
    assert answer.json().keys() == {"error"}


class TestBusy:
    """One preview at a time for each user, and one large one in all."""

    def post(self, client, source="文"):
        return client.post(PREVIEW, {"source": source, "language": "zh-Hans"})

    def test_a_user_whose_preview_is_under_way_is_asked_to_try_again(self, editor_client, editor):
        with take_slot(f"preview-{editor.pk}"):
            response = self.post(editor_client)
        assert (response.status_code, response["Retry-After"]) == (429, "1")
        assert response.json()["error"]
        assert self.post(editor_client).status_code == 200

    def test_others_go_on(self, editor_client):
        with take_slot("preview-0"):
            assert self.post(editor_client).status_code == 200

    def test_one_large_text_at_a_time_is_rendered_for_all_users(self, editor_client):
        large = "文字。\n\n" * (LARGE_SOURCE_CHARACTERS // 5 + 1)
        with take_slot("large-preview"):
            assert self.post(editor_client, large).status_code == 429
            assert self.post(editor_client).status_code == 200
        assert self.post(editor_client, large).status_code == 200


def change_blocks(blocks, answer):
    """Return `blocks`, pairs of digest and HTML, changed as `answer` says."""
    known = dict(blocks)
    changed = [(one["digest"], one["html"] or known.get(one["digest"], "")) for one in answer["blocks"]]
    return [*blocks[: answer["start"]], *changed, *blocks[len(blocks) - answer["end"] :]]


class TestBlocks:
    """Who tells which blocks it has gets those that changed; together they are the whole preview."""

    def post(self, client, source, blocks=()):
        fields = {"source": source, "blocks": " ".join(digest for digest, _html in blocks)}
        return client.post(PREVIEW, fields | {"language": "zh-Hans"}).json()

    def test_only_the_paragraph_that_was_typed_in_is_sent(self, editor_client):
        paragraphs = [f"第 {number} 段" for number in range(200)]
        blocks = change_blocks([], self.post(editor_client, "\n\n".join(paragraphs)))
        paragraphs[70] += "，改了"
        answer = self.post(editor_client, "\n\n".join(paragraphs), blocks)
        assert (answer["start"], answer["end"]) == (70, 129)
        assert [block["html"] for block in answer["blocks"]] == ["<p>第 70 段，改了</p>\n"]
        assert "html" not in answer

    def test_a_block_that_moved_is_not_sent_again(self, editor_client):
        blocks = change_blocks([], self.post(editor_client, "一\n\n二\n\n三\n\n四"))
        answer = self.post(editor_client, "二\n\n三\n\n新\n\n一\n\n四", blocks)
        assert [block["html"] for block in answer["blocks"]] == [None, None, "<p>新</p>\n", None]

    def test_after_any_edits_they_are_the_whole_preview(self, editor_client):
        generator = random.Random(7)
        lines = (SAMPLES / "attention.md").read_text().split("\n")[:60]
        blocks = []
        for _ in range(25):
            at = generator.randrange(len(lines))
            lines[at : at + generator.choice([0, 1, 3])] = [lines[generator.randrange(len(lines))] + "改"]
            source = "\n".join(lines)
            blocks = change_blocks(blocks, self.post(editor_client, source, blocks))
            whole = editor_client.post(PREVIEW, {"source": source, "language": "zh-Hans"}).json()
            assert "".join(html for _digest, html in blocks) == whole["html"]
            assert len(blocks) == len(whole["lines"])

    @pytest.mark.parametrize("digests", ["", "x " * 9, "0 0 0", "\x00", "é " * 3])
    def test_digests_that_nobody_gave_get_the_whole_text(self, digests, editor_client):
        answer = editor_client.post(PREVIEW, {"source": "一\n\n二", "blocks": digests}).json()
        assert "".join(block["html"] for block in answer["blocks"]) == "<p>一</p>\n<p>二</p>"


def test_the_preview_has_the_title_as_the_page_has_it(editor_client):
    title = editor_client.post(PREVIEW, {"source": "文", "title": "能量 $E$ & <b>"}).json()["title"]
    assert "<math>" in title
    assert "&lt;b&gt;" in title
    assert editor_client.post(PREVIEW, {"source": "文", "title": "a & b"}).json()["title"] == "a &amp; b"


def test_references_and_numbers_are_those_of_the_page(editor_client, make_post):
    make_post("Target", slug="target", source="## Part")
    post = make_post("Post", source="See [[target#Part]].")
    answer = editor_client.post(
        PREVIEW, {"source": post.source, "language": "en", "post": post.pk, "series": "x"}
    )
    assert answer.json()["html"] == post.html != ""
    assert "/posts/target/#part" in post.html
