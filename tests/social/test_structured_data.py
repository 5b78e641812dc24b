"""Structured data (schema.org) in the head of a page."""

from datetime import UTC, datetime

from posts.models import Profile
from tests.support.literature import cite_literature, make_book
from tests.support.page_heads import get_head, make_cover_file, read_open_graph, read_structured_data
from tests.support.schema_org import list_faults


def test_a_post_is_a_blog_posting(client, full_post):
    posting = read_structured_data(get_head(client, "/posts/attention/"))["BlogPosting"]
    publisher, modified = posting.pop("publisher"), posting.pop("dateModified")
    assert (publisher["name"], publisher["url"]) == ("Transmission", "http://testserver/")
    assert datetime.fromisoformat(modified) == full_post.updated_at.replace(microsecond=0)
    assert posting.pop("image")[0].startswith("http://testserver/posts/attention/card.png")
    assert posting == {
        "@type": "BlogPosting",
        "headline": "注意力",
        "description": "正文 x²。",
        "datePublished": "2026-01-11T20:00:00+08:00",
        "author": [{"@type": "Person", "name": "林默"}, {"@type": "Person", "name": "Ada Wong"}],
        "inLanguage": "zh-Hans",
        "url": "http://testserver/posts/attention/",
        "mainEntityOfPage": {"@type": "WebPage", "@id": "http://testserver/posts/attention/"},
        "articleSection": "模型",
        "keywords": ["Transformer", "注意力"],
        "isPartOf": {
            "@type": "CreativeWorkSeries",
            "name": "从零读起",
            "url": f"http://testserver{full_post.series.get_absolute_url()}",
        },
    }


def test_a_post_says_what_it_cites(client, make_post, monkeypatch):
    book = make_book("One <i>&</i> all", ("Smith", "Ann"), DOI="10.1000/x")
    cite_literature(monkeypatch, a=book, b=make_book("二", ("张", "三")))
    make_post(source="See [@a; @b].")
    graph = read_structured_data(get_head(client, "/posts/a-post/"))
    assert graph["BlogPosting"]["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "SMITH A. One & all[M]. 2020. DOI: 10.1000/x.",
            "url": "https://doi.org/10.1000/x",
        },
        {"@type": "CreativeWork", "name": "张三. 二[M]. 2020."},
    ]
    assert not list(list_faults(graph["BlogPosting"]))


def test_nothing_is_said_of_what_a_post_does_not_have(client, make_post):
    make_post()
    posting = read_structured_data(get_head(client, "/posts/a-post/"))["BlogPosting"]
    assert not {"articleSection", "keywords", "isPartOf"} & posting.keys()


def test_a_long_title_is_cut_for_search_engines(client, make_post):
    make_post("题" * 150, slug="long")
    assert len(read_structured_data(get_head(client, "/posts/long/"))["BlogPosting"]["headline"]) == 110


def test_what_was_written_before_publication_is_no_change(client, make_post):
    make_post(published_at=datetime(2026, 3, 1, tzinfo=UTC), updated_at=datetime(2026, 2, 1, tzinfo=UTC))
    posting = read_structured_data(get_head(client, "/posts/a-post/"))["BlogPosting"]
    assert posting["dateModified"] == posting["datePublished"]


def test_the_way_to_a_page_is_the_one_that_is_seen(client, full_post):
    crumbs = read_structured_data(get_head(client, "/posts/attention/"))["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["name"]) for crumb in crumbs] == [
        (1, "Transmission"),
        (2, "深度学习"),
        (3, "模型"),
        (4, "注意力"),
    ]
    assert crumbs[1]["item"] == f"http://testserver{full_post.category.parent.get_absolute_url()}"
    assert crumbs[-1]["item"] == "http://testserver/posts/attention/"


def test_a_list_says_where_it_stands(client, make_post):
    make_post()
    crumbs = read_structured_data(get_head(client, "/archive/2026/01/"))["BreadcrumbList"]["itemListElement"]
    assert [crumb["name"] for crumb in crumbs][:3] == ["Transmission", "Archive", "2026"]
    assert crumbs[-1]["item"] == "http://testserver/archive/2026/01/"


def test_the_home_page_is_the_site_and_can_be_searched(client, make_post, settings):
    settings.SITE_DESCRIPTION = "Notes"
    make_post()
    head = get_head(client, "/")
    site = read_structured_data(head)["WebSite"]
    assert (site["name"], site["description"], site["url"]) == ("Transmission", "Notes", "http://testserver/")
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/search/?q={search_term_string}"
    assert read_open_graph(head)["og:type"] == "website"
    assert read_open_graph(head)["og:image"].startswith("http://testserver/card.png?v=")


def test_the_page_of_an_author_is_about_them(client, make_post, author):
    Profile.objects.create(user=author, name="Lin", slug="lin", text="Writes.", picture=make_cover_file(9, 9))
    make_post()
    page = read_structured_data(get_head(client, "/authors/lin/"))["ProfilePage"]
    person = page["mainEntity"]
    assert person.pop("image").startswith("http://testserver/media/people/")
    address = "http://testserver/authors/lin/"
    assert person == {"@type": "Person", "name": "Lin", "url": address, "description": "Writes."}


def test_all_that_pages_say_is_in_the_vocabulary(client, full_post, author, make_post):
    Profile.objects.create(user=author, name="Lin", slug="lin")
    make_post("About", slug="about", kind="page")
    make_post("By Lin", slug="by-lin", tags=["Transformer"])
    terms = [full_post.category.get_absolute_url(), full_post.series.get_absolute_url(), "/tags/transformer/"]
    pages = ["/", "/posts/attention/", "/posts/by-lin/", "/about/", "/authors/lin/", "/archive/2026/01/"]
    paths = pages + terms
    things = {path: read_structured_data(get_head(client, path)).values() for path in paths}
    faults = [f"{path}{fault}" for path in paths for thing in things[path] for fault in list_faults(thing)]
    assert faults == []
