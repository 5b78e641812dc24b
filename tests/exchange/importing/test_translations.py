"""One text in several languages."""

import pytest

from posts.exchange.importing.importer import import_folder
from posts.models import Post

pytestmark = pytest.mark.usefixtures("chinese_site")
POST = "---\ntitle: {title}\ndate: 2026-01-11\n{fields}\n---\nText."
HUGO = 'defaultContentLanguage = "{}"\n'


@pytest.fixture
def chinese_site(settings):
    """A site whose own language decides where the old one's settings do not."""
    settings.LANGUAGE_CODE = "zh-hans"


def post(title, fields=""):
    return POST.format(title=title, fields=fields)


def originals():
    """Return the title of each translation with that of its original."""
    return dict(Post.objects.exclude(translation_of=None).values_list("title", "translation_of__title"))


@pytest.mark.parametrize(
    "files",
    [
        {
            "hugo.toml": HUGO.format("zh-cn"),
            "content/post/a.en.md": post("Attention"),
            "content/post/a.zh-cn.md": post("注意力"),
        },
        {
            "hugo.toml": HUGO.format("cn"),
            "content/en/a.md": post("Attention"),
            "content/cn/a.md": post("注意力"),
        },
        {
            "hugo.toml": HUGO.format("zh"),
            "content/post/a/index.en.md": post("Attention"),
            "content/post/a/index.zh.md": post("注意力"),
        },
        {
            "hugo.toml": HUGO.format("zh"),
            "content/post/a.md": post("Attention", "lang: en\ntranslationKey: att"),
            "content/post/b.md": post("注意力", "lang: zh\ntranslationKey: att"),
        },
        {
            "_config.yml": "lang: zh-CN",
            "_posts/2026-01-11-a.md": post("Attention", "lang: en\npage_id: att"),
            "_posts/2026-01-11-b.md": post("注意力", "lang: zh-CN\npage_id: att"),
        },
    ],
)
def test_translations_are_led_to_the_post_in_the_sites_language(import_files, files):
    import_files(files)

    assert originals() == {"Attention": "注意力"}


def test_two_posts_in_one_language_are_no_translations(import_files):
    import_files({"a/en/note.md": post("One", "lang: en"), "a/note.md": post("Two", "lang: en")})

    assert originals() == {}


def test_what_an_editor_said_of_the_original_stays(import_files):
    files = {"a.en.md": post("Attention"), "a.zh.md": post("注意力"), "b.md": post("另一篇", "lang: zh")}
    summary = import_files(files)
    assert summary.counts["translations linked"] == 1
    other = Post.objects.get(title="另一篇")
    Post.objects.filter(title="Attention").update(translation_of=other)

    import_files(files)

    assert originals() == {"Attention": "另一篇"}


def test_a_translation_that_comes_later_finds_its_original(write_site):
    folder = write_site({"a.zh.md": post("注意力")})
    import_folder(folder)
    write_site({"a.en.md": post("Attention")})

    import_folder(folder / "a.en.md")

    assert originals() == {"Attention": "注意力"}


def test_translations_with_one_name_are_told_apart_by_their_language(import_files):
    import_files({"a.en.md": post("Attention"), "a.ja.md": post("アテンション"), "a.zh.md": post("注意力")})

    slugs = dict(Post.objects.values_list("title", "slug"))
    assert slugs == {"注意力": "a", "Attention": "a-en", "アテンション": "a-ja"}
