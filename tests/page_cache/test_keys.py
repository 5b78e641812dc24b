"""Keys hold validated values only: whatever else a request says makes no entry of its own."""

import pytest

from posts.page_cache.keys import MAX_HEADER, MAX_REMEMBERED, MAX_REMEMBERED_LENGTH, PageKeys
from posts.page_cache.pages import PageSet, StoredPage


@pytest.fixture
def make_key(settings):
    """Return a function that makes the key of a request, `/` on localhost where nothing else is said."""

    def make_key(path="/", query="", *, host="localhost", encodings=None, accept=None):
        return PageKeys().make_key(path, query, host, encodings, accept, is_secure=False)

    settings.ALLOWED_HOSTS = ["localhost", ".example.org", "[::1]"]
    return make_key


class TestHost:
    @pytest.mark.parametrize(
        "host", ["localhost", "localhost:8000", "www.example.org", "example.org:443", "[::1]", "[::1]:80"]
    )
    def test_of_the_site_is_part_of_the_key(self, make_key, host):
        assert make_key(host=host).host == host

    @pytest.mark.parametrize(
        "host",
        [
            None,
            "",
            "elsewhere.example",
            "localhost.",
            "LOCALHOST",
            "localhost:",
            "localhost:080",
            "localhost:123456",
            "localhost:8000:1",
            "localhost\n",
            "[::1",
            "a" * 300 + ".example.org",
        ],
    )
    def test_that_is_not_the_sites_or_oddly_written_makes_no_key(self, make_key, host):
        assert make_key(host=host) is None


class TestScheme:
    @pytest.mark.parametrize(
        ("told", "is_secure"),
        [
            ("https", True),
            ("https, http", True),
            ("http", False),
            ("A" * 1000, False),
            ("", False),
            (None, False),
        ],
    )
    def test_is_what_the_proxy_tells_and_nothing_but_a_boolean(self, settings, told, is_secure):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        assert PageKeys().is_secure("http", told) is is_secure
        assert PageKeys().scheme_header == "x-forwarded-proto"

    def test_is_that_of_the_connection_without_a_proxy(self, settings):
        settings.SECURE_PROXY_SSL_HEADER = None
        assert PageKeys().is_secure("https", None)
        assert not PageKeys().is_secure("http", "https")


class TestParameters:
    @pytest.mark.parametrize(
        ("query", "parameters"),
        [
            ("page=2", (("page", 2),)),
            ("utm_source=x&page=12&fbclid=y", (("page", 12),)),
            ("p%61ge=3", (("page", 3),)),
            ("utm_source=x", ()),
        ],
    )
    def test_are_the_known_ones_as_numbers(self, make_key, query, parameters):
        assert make_key(query=query).parameters == parameters

    @pytest.mark.parametrize(
        "query",
        [
            "page=",
            "page=0",
            "page=01",
            "page=-1",
            "page=last",
            "page=1000000",
            "page=%D9%A2",
            "page=1&page=2",
            "p=1%00",
            "utm=" + "A" * 1000,
        ],
    )
    def test_that_are_no_page_number_make_no_key(self, make_key, query):
        assert make_key(query=query) is None


class TestNegotiation:
    def test_feeds_have_a_class_of_media_types_for_a_key(self, make_key):
        browser = make_key("/feeds/rss.xml", accept="application/xml,*/*;q=0.8")
        program = make_key("/feeds/rss.xml", accept="application/rss+xml")
        assert browser != program
        assert program == make_key("/feeds/rss.xml") == make_key("/feeds/rss.xml", accept="x/y,*/*")

    def test_other_pages_have_none(self, make_key):
        assert make_key(accept="text/html") == make_key(accept="A" * 1000) == make_key()

    def test_an_endless_accept_header_makes_no_key(self, make_key):
        assert make_key("/feeds/rss.xml", accept="a/b," * MAX_HEADER) is None

    def test_encodings_are_few(self, make_key):
        assert make_key(encodings="gzip, br").encoding == "br"
        assert make_key(encodings="br" + " " * MAX_HEADER).encoding == ""


def test_an_endless_path_makes_no_key(make_key):
    assert make_key("/" + "a" * 2000) is None


class TestRemembering:
    """The front asks for keys as requests are written, and the same requests come again and again."""

    @pytest.fixture
    def keys(self, settings):
        settings.ALLOWED_HOSTS = ["localhost"]
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        return PageKeys()

    @pytest.mark.parametrize(
        "written",
        [
            ("/", "", "localhost", "br", "", "http", None),
            ("/", "", "localhost", "br", "", "http", "https"),
            ("/", "", "localhost", "br", "", "https", ""),
            ("/概率/", "page=2", "localhost", "", "", "http", None),
            ("/feeds/rss.xml", "", "localhost", "", "application/xml", "http", None),
            ("/", "page=0", "localhost", "br", "", "http", None),
            ("/", "", "elsewhere", "br", "", "http", None),
        ],
    )
    def test_gives_the_same_key(self, keys, written):
        path, query, host, encodings, accept, scheme, told = written
        path = path.encode().decode("latin-1")
        is_secure = keys.is_secure(scheme, told)
        key = keys.make_key(path, query, host, encodings, accept, is_secure=is_secure)
        assert [keys.find_key(*written) for _ in range(2)] == [key, key]
        assert keys.recall_key.cache_info().hits == 1

    @pytest.mark.parametrize("part", [0, 1, 2, 3, 4, 6])
    def test_is_no_place_for_what_strangers_make_up(self, keys, part):
        written = ["/", "", "localhost", "br", "", "http", None]
        written[part] = "a" * MAX_REMEMBERED_LENGTH
        keys.find_key(*written)
        assert keys.recall_key.cache_info().currsize == 0
        for number in range(3 * MAX_REMEMBERED):
            keys.find_key(f"/{number}", "", "localhost", "br", "", "http", None)
        assert keys.recall_key.cache_info().currsize == MAX_REMEMBERED


class TestCapacity:
    """What a full store keeps."""

    @pytest.fixture
    def pages(self, settings):
        settings.PAGE_STORE_MB = 0.1  # room for twenty pages
        return PageSet(1)

    @pytest.fixture
    def add(self, pages, make_key):
        """Return a function that asks the set for a page, and adds it where it is not there."""

        def add(number):
            key = make_key(f"/{number}/")
            if pages.get_page(key) is None:
                page = StoredPage([], b"x" * 1000, "")
                page.proved = pages.token
                pages.add_page(key, page)
            return key in pages.pages

        return add

    def test_is_bounded_in_bytes(self, pages, add):
        for _ in range(2):
            for number in range(100):
                add(number)
        assert 0 < len(pages.pages) < 25
        assert pages.size <= pages.max_bytes

    def test_stays_where_addresses_are_asked_for_once(self, pages, add):
        kept = [number for number in range(30) if add(number)]
        for number in range(1000, 3000):
            assert not add(number)
        assert all(add(number) for number in kept)

    def test_takes_a_page_that_is_asked_for_again_and_drops_what_was_not_read_for_longest(self, pages, add):
        kept = [number for number in range(30) if add(number)]
        add(kept[0])
        assert not add(50)
        assert add(50)
        paths = {key.path for key in pages.pages}
        assert f"/{kept[0]}/" in paths
        assert f"/{kept[1]}/" not in paths

    def test_keeps_what_is_read_now_and_then_whatever_else_is_asked_for_twice(self, pages, add):
        for number in range(1000):
            add(number)
            add(number)
            if number % 10 == 0:
                assert add("read") or number == 0

    def test_refuses_a_page_larger_than_the_store(self, pages, make_key):
        pages.add_page(make_key(), StoredPage([], b"x" * 200_000, ""))
        assert not pages.pages
