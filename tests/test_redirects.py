"""Addresses that posts once had, here or where they were imported from."""

import pytest

from posts.models import Redirect


@pytest.mark.parametrize(
    "asked",
    [
        "/2020/01/05/hedge/",
        "/2020/01/05/hedge",
        "/2020/01/05/hedge/index.html",
        "/2020/01/05/hedge/?utm_source=feed",
    ],
)
def test_an_old_address_leads_to_the_post(client, make_post, asked):
    Redirect.keep("/2020/01/05/hedge/", make_post())
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, "/posts/a-post/")


PLAIN, ENCODED = "/文章/注意力.html", "/%E6%96%87%E7%AB%A0/%E6%B3%A8%E6%84%8F%E5%8A%9B.html"


@pytest.mark.parametrize("kept", [PLAIN, ENCODED])
@pytest.mark.parametrize("asked", [PLAIN, ENCODED])
def test_a_chinese_address_works_however_it_is_written(client, make_post, kept, asked):
    Redirect.keep(kept, make_post())
    assert client.get(asked).status_code == 301


def test_an_address_of_a_draft_leads_nowhere(client, make_post):
    Redirect.keep("/old/", make_post(published_at=None))
    assert client.get("/old/").status_code == 404


def test_a_page_that_exists_is_never_redirected(client, make_post):
    Redirect.keep("/archive/", make_post())
    assert client.get("/archive/").status_code == 200
