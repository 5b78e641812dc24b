"""Behind `[@` the text box offers the literature of the site."""

from django.urls import reverse

from posts.exchange.literature_import import import_literature

URL = reverse("admin:posts_post_citations")


def test_entries_are_found_by_key_title_and_authors(author_client, client, django_assert_max_num_queries):
    import_literature(
        "@book{king, title={Engines}, author={Ada King}, year=1843}"
        "@book{b, title={The king}}@book{分析, title={数学分析}, author={陈纪修}}"
    )

    def find(text):
        with django_assert_max_num_queries(5):
            return author_client.get(URL, {"q": text}).json()["citations"]

    assert find("king")[0] == {
        "label": "Engines",
        "detail": "1843 · Ada King",
        "kind": "king",
        "markdown": "@king",
    }
    assert [option["markdown"] for option in find("KIN")] == ["@king", "@b"]
    assert [option["markdown"] for option in find("陈纪")] == ["@分析"]
    assert len(find("")) == 3
    assert find("%_") == []
    author_client.logout()
    assert client.get(URL).status_code == 403
