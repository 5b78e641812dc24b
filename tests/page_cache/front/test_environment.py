"""What the site is told of a request, and which requests do not reach it."""

import pytest


def test_the_environment_is_that_of_a_wsgi_server(ask, site):
    ask("GET", "/posts/概率/", "q=%E6%A6%82", headers=[("Accept", "text/html"), ("Content-Type", "x/y")])
    environ = site.environs[0]
    expected = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/posts/概率/".encode().decode("latin-1"),
        "QUERY_STRING": "q=%E6%A6%82",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "REMOTE_ADDR": "203.0.113.5",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT": "text/html",
        "CONTENT_TYPE": "x/y",
        "wsgi.url_scheme": "http",
        "body": b"",
    }
    assert expected.items() <= environ.items()
    assert "CONTENT_LENGTH" not in environ


def test_names_with_an_underscore_are_dropped(ask, site):
    ask(headers=[("X_Real_IP", "203.0.113.1"), ("X-Real_IP", "203.0.113.2"), ("X-Real-IP", "198.51.100.7")])
    assert site.environs[0]["HTTP_X_REAL_IP"] == "198.51.100.7"


def test_several_values_are_joined_where_that_is_safe(ask, site):
    ask(
        headers=[
            ("Cookie", "a=1"),
            ("Cookie", "b=2"),
            ("Accept", "x/y"),
            ("Accept", "a/b"),
            ("Proxy", "evil"),
        ]
    )
    assert site.environs[0]["HTTP_COOKIE"] == "a=1; b=2"
    assert site.environs[0]["HTTP_ACCEPT"] == "x/y,a/b"
    assert "HTTP_PROXY" not in site.environs[0]


@pytest.mark.parametrize("name", ["Host", "Authorization", "Content-Type", "Origin", "Referer"])
def test_several_values_are_refused_where_one_is_meant(ask, site, name):
    assert ask(headers=[(name, "localhost"), (name, "localhost")]).status == 400
    assert not site.environs


def test_a_nul_in_the_path_is_refused(ask, site):
    assert ask(path="/posts/\0/").status == 400
    assert not site.environs


def test_only_http_1_0_knows_requests_without_a_host(ask, front, site):
    assert ask(version="1.0", headers=[("Host", "localhost")]).status == 200
    scope_headers = [("host", "a"), ("host", "b")]
    assert ask(version="1", headers=scope_headers).status == 400
    assert ask(version="1", headers=[]).status == 200
    assert site.environs[-1]["SERVER_PROTOCOL"] == "HTTP/1.0"
