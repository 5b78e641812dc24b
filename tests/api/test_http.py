"""The API as HTTP: errors in one form, validators, caches, other sites, and a document that is true."""

import json

import pytest
from openapi_spec_validator import validate

from posts.api.operations import OPERATIONS
from posts.models import Tag
from tests.support.api import ROOT, load_document
from tests.support.dates import LONG_AGO


@pytest.mark.variation
def test_the_document_is_one_of_openapi():
    validate(load_document())


def test_the_document_names_every_operation(reader):
    document = reader.client.get(f"{ROOT}openapi.json")
    assert document["Access-Control-Allow-Origin"] == "*"
    assert document.json() == json.loads(json.dumps(load_document()))
    described = {(method, path) for path, item in document.json()["paths"].items() for method in item}
    assert len(described) == len(OPERATIONS)


REFUSALS = [
    ("GET", "posts/?limit=0", {}, 400),
    ("GET", "posts/?limit=all", {}, 400),
    ("GET", "posts/?limit=1&limit=2", {}, 400),
    ("GET", "posts/?colour=red", {}, 400),
    ("GET", "posts/?state=gone", {}, 400),
    ("GET", "posts/?include=password", {}, 400),
    ("GET", "posts/?tag=none", {}, 400),
    ("GET", "posts/?tag=%00", {}, 400),
    ("GET", "posts/?cursor=%7B%7D", {}, 400),
    ("GET", "posts/?cursor=WyIwMDAxLTAxLTAxVDAwOjAwOjAwWiIsMV0", {}, 400),  # in the year 1
    ("GET", "posts/?cursor=WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5OTldMQ", {}, 400),
    ("GET", "tags/?cursor=WyJcdTAwMDAiXQ", {}, 400),  # NUL
    ("GET", "search/", {}, 400),
    ("GET", "search/?q=", {}, 400),
    ("GET", "posts/none/", {}, 404),
    ("GET", "posts/%00/", {}, 404),
    ("GET", "tags/%00/", {}, 404),
    ("GET", "nothing/", {}, 404),
    ("GET", "../v2/posts/", {}, 404),
    ("PUT", "posts/", {}, 405),
    ("DELETE", "posts/a/", {}, 405),
    ("POST", "tags/", {}, 405),
    ("GET", "pictures/", {}, 405),
    ("GET", "posts/", {"headers": {"Accept": "text/html"}}, 406),
    ("POST", "posts/", {}, 401),
    ("PATCH", "posts/a/", {}, 401),
    ("POST", "pictures/", {}, 401),
    ("GET", "posts/?state=draft", {}, 401),
]


def test_errors_have_one_form(reader):
    for method, path, options, status in REFUSALS:
        answer = reader.call(method, path, **options)
        problem = answer.json()
        assert (path, answer.status_code, problem["status"]) == (path, status, status)
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["Cache-Control"] == "no-store"
        assert problem["detail"]
        assert status != 405 or answer["Allow"].endswith("OPTIONS")
        assert status != 401 or answer["WWW-Authenticate"] == "Bearer"


REFUSED_BODIES = [
    ({"data": "{}", "content_type": "text/plain"}, 415),
    ({"data": b"\xff{", "content_type": "application/json"}, 400),
    ({"data": "{", "content_type": "application/json"}, 400),
    ({"data": '{"title": ' + "[" * 100_000, "content_type": "application/json"}, 422),
    ({"data": '{"title": 1}', "content_type": "application/json"}, 422),
    ({"data": '{"title": "a", "colour": "red"}', "content_type": "application/json"}, 422),
    ({"data": "{}", "content_type": "application/json"}, 422),
    ({"data": b"x" * 12_600_000, "content_type": "application/json"}, 413),
]


def test_a_body_is_refused_in_the_same_form(writer):
    for options, status in REFUSED_BODIES:
        assert writer.call("POST", "posts/", **options).status_code == status


def test_an_address_without_its_slash_leads_to_the_one_with_it(reader):
    answer = reader.call("POST", "posts?a=b")
    assert (answer.status_code, answer["Location"]) == (308, f"{ROOT}posts/?a=b")


def test_scripts_of_other_sites_may_read(reader, writer, make_post):
    make_post("One")
    assert reader.get("posts/")["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Origin" not in writer.get("posts/").headers
    asked = reader.client.options(f"{ROOT}posts/")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "Authorization" not in asked["Access-Control-Allow-Headers"]


def test_who_has_the_newest_gets_304(reader, writer, make_post):
    make_post("One", updated_at=LONG_AGO)
    for client in (reader, writer):
        answer = client.get("posts/one/")
        assert answer["Last-Modified"] == "Sun, 11 Jan 2026 12:00:00 GMT"
        again = client.get("posts/one/", headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_date_alone_decides_nothing(reader, make_post):
    """A renamed tag changes what a post shows, and not when it was changed."""
    make_post("One", tags=["Noise"], updated_at=LONG_AGO)
    date = reader.get("posts/one/")["Last-Modified"]
    Tag.objects.update(name="Signal")
    answer = reader.get("posts/one/", headers={"If-Modified-Since": date})
    assert answer.json()["tags"][0]["name"] == "Signal"


def test_what_a_token_sees_is_kept_nowhere(writer, make_post):
    make_post("One")
    answer = writer.get("posts/one/")
    assert (answer["Cache-Control"], answer["Vary"].split(",")[0]) == ("private, no-store", "Authorization")


def test_sessions_count_for_nothing(editor_client, make_post):
    post = make_post("Hidden", published_at=None)
    assert editor_client.get(f"{ROOT}posts/{post.slug}/").status_code == 404
    assert editor_client.post(f"{ROOT}posts/", "{}", content_type="application/json").status_code == 401
