"""Requests as no browser sends them, and what the server answers: to them, and to `NEXT` after them.

Where only one status is told the connection is closed: what follows is not taken for a request.
`|` stands between statuses of which the server gives one or the other.
"""

FORM = "/accounts/login/"  # readers' pages take none
HOST = "Host: localhost\r\n"
NEXT = f"GET /livez HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"


def get(target="/", header="", method="GET"):
    return f"{method} {target} HTTP/1.1\r\n{HOST}{header and header + chr(13) + chr(10)}\r\n"


def post(header, body=""):
    return f"POST {FORM} HTTP/1.1\r\n{HOST}{header}\r\n\r\n{body}"


CHUNKED, LENGTH = "Transfer-Encoding: chunked", "Content-Length: 3"
CHUNKS = "3\r\nabc\r\n0\r\n\r\n"

# 403 is Django's answer to a form without a token: the request got through.
LENGTHS = {
    "two lengths": (post(f"{LENGTH}\r\nContent-Length: 4", "abcd"), "400"),
    "two lengths in one": (post("Content-Length: 3, 3", "abc"), "400"),
    "a length with a sign": (post("Content-Length: +3", "abc"), "400"),
    "a negative length": (post("Content-Length: -1"), "400"),
    "a hexadecimal length": (post("Content-Length: 0x3", "abc"), "400"),
    "too great a length": (post("Content-Length: 30000000", "abc"), "413"),
    "an endless length": (post(f"Content-Length: {'9' * 400}", "abc"), "400"),
    "a length and chunks": (post(f"{LENGTH}\r\n{CHUNKED}", CHUNKS), "403"),
    "chunks and a length": (post(f"{CHUNKED}\r\nContent-Length: 4", CHUNKS), "403"),
    "chunks and a length for a stored page": (get(header=f"{LENGTH}\r\n{CHUNKED}") + CHUNKS, "200"),
    "a length for a stored page": (get(header=LENGTH) + "abc", "200 200"),
    "a length and nothing for a stored page": (get(header="Content-Length: 9999999"), "200"),
}
CODINGS = {
    "a compressed body": (post(f"{LENGTH}\r\nContent-Encoding: gzip", "abc"), "415"),
    "compressed chunks": (post(f"{CHUNKED}\r\nContent-Encoding: br", CHUNKS), "415"),
    "a second encoding": (
        post(f"{LENGTH}\r\nContent-Encoding: identity\r\nContent-Encoding: br", "abc"),
        "415",
    ),
    "another coding before chunks": (post("Transfer-Encoding: gzip, chunked", CHUNKS), "501"),
    "another coding after chunks": (post("Transfer-Encoding: chunked, gzip", CHUNKS), "400"),
    "another coding alone": (post("Transfer-Encoding: identity"), "400"),
    "nearly chunks": (post("Transfer-Encoding: xchunked", CHUNKS), "400"),
    "a space after the name": (post("Transfer-Encoding : chunked", CHUNKS), "400"),
    "chunks": (post(CHUNKED, CHUNKS), "403 200"),
    "chunks for a stored page": (get(header=CHUNKED) + CHUNKS, "200 200"),
    "chunks of no length": (post(CHUNKED, "zz\r\n"), "400"),
    "an endless chunk": (post(CHUNKED, "fffffffffffffffff\r\nabc"), "400"),
    "chunks that end in LF": (post(CHUNKED, "3\nabc\n0\n\n"), "400"),
    "a long chunk extension": (post(CHUNKED, f"3;{'a' * 300_000}\r\nabc\r\n0\r\n\r\n"), "400"),
    "trailers": (post(CHUNKED, "3\r\nabc\r\n0\r\nHost: evil.example\r\n\r\n"), "400"),
    "chunks in HTTP/1.0": (f"POST {FORM} HTTP/1.0\r\n{HOST}{CHUNKED}\r\n\r\n{CHUNKS}", "400"),
    "a promise to wait": (post(f"{LENGTH}\r\nExpect: 100-continue", "abc"), "100 403 200"),
    "a promise to wait with too much": (post("Content-Length: 30000000\r\nExpect: 100-continue"), "413"),
    "another expectation": (post(f"{LENGTH}\r\nExpect: 200-maybe", "abc"), "403 200"),
}
LINES = {
    "LF alone": ("GET / HTTP/1.1\nHost: localhost\n\n", "200 200"),
    "empty lines before": (f"\r\n\r\n{get()}", "200 200"),
    "CR in a value": (get(header="X-A: a\rb"), "400"),
    "CR in a name": (get(header="X\r-A: a"), "400"),
    "NUL in a value": (get(header="X-A: a\0b"), "400"),
    "a folded line": (get(header="X-A: a\r\n b"), "400"),
    "no name": (get(header=": a"), "400"),
    "no colon": (get(header="XA"), "400"),
    "a space before the first header": (f"GET / HTTP/1.1\r\n X: a\r\n{HOST}\r\n", "400"),
    "10,000 headers": (get(header="\r\n".join(f"X-{number}: 1" for number in range(10_000))), "431"),
    "10,000 cookies": (get(header="\r\n".join(["Cookie: a=b"] * 10_000)), "431"),
    "a header of 1 MB": (get(header=f"X: {'a' * 1_000_000}"), "431"),
    "a header of 300 kB": (get(header=f"X: {'a' * 300_000}"), "200 200"),
    "three at once": (get() * 3, "200 200 200 200"),
    "three kinds at once": (get() + post(LENGTH, "abc") + get("/no/"), "200 403 404 200"),
}
HOSTS = {
    "none": ("GET / HTTP/1.1\r\n\r\n", "400"),
    "none in HTTP/1.0": ("GET / HTTP/1.0\r\n\r\n", "400"),
    "none for health": ("GET /livez HTTP/1.0\r\n\r\n", "200"),
    "no ASCII": ("GET / HTTP/1.1\r\nHost: \xff\r\n\r\n", "400"),
    "two": (get(header="Host: evil.example"), "400"),
    "two that are the same": (get(header="Host: localhost"), "400"),
    **{
        f"{host!r}": (f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", "400 200")
        for host in (
            "",
            "localhost, evil",
            "evil@localhost",
            "localhost/evil",
            "evil.example",
            "localhost:x",
        )
    },
}
TARGETS = {
    "a path of 1 MB": (get(f"/{'a' * 1_000_000}"), "414|431"),
    "a path of 60 kB": (get(f"/{'a' * 60_000}"), "404 200"),
    "a whole address": (get("http://localhost/archive/"), "200 200"),
    "another's address": (get("http://evil.example/no/"), "404 200"),
    "an address without Host": ("GET http://localhost/ HTTP/1.1\r\n\r\n", "400"),
    "our address with another's Host": (
        "GET http://localhost/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "400 200",
    ),
    "no path": (get("?a=b"), "400"),
    "a space": (get("/a b"), "400"),
    "everything": (get("*", method="OPTIONS"), "204 200"),
    **{
        target: (get(target), "404 200")
        for target in (
            "//",
            "//evil.example/",
            "//evil.example/%2f..",
            "/%2e%2e/",
            "/..%2f..%2fetc/passwd",
            "/\\..\\",
            "/%",
            "/%zz/",
            "/%0d%0aX:y/",
            "/%c0%ae%c0%ae/",
            "/posts/%ff%fe/",
            "/posts/%ED%A0%80/",
            "/?page=%00",
            "/?page=0",
            f"/?page={'9' * 400}",
            "/static//page.css",
            "//static/page.css",
            "/static/x/../page.css",
            "/static/..%2f..%2fsite.sqlite3",
            "/static/%2e%2e/secret-key",
            "/media/..%2fsecret-key",
            "/media/%2e%2e/site.sqlite3",
            "/media//etc/passwd",
            "/media/",
            "/media/.",
            "/media/..",
        )
    },
    **{target: (get(target), "400") for target in ("/posts/%00/", "/media/%00", "/static/page.css%00")},
    **{target: (get(target), "200 200") for target in ("/?q=%ff", "/?utm_source=%00", "/static/page.css?x")},
    "a query of 3,000 parameters": (get("/?" + "a=b&" * 3_000), "400 200"),
}
METHODS = {
    **{method: (get(method=method), "405") for method in ("PUT", "DELETE", "BREW", "A" * 10_000)},
    "TRACE": (get(method="TRACE"), "405"),
    "OPTIONS": (get(method="OPTIONS"), "204 200"),
    "HEAD": (get(method="HEAD"), "200 200"),
    "CONNECT": (f"CONNECT evil.example:443 HTTP/1.1\r\n{HOST}\r\n", "405"),
    "PRI": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""),
    "NUL": (get(method="G\0T"), "400"),
    "an upgrade to HTTP/2": (
        get(header="Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA"),
        "200 200",
    ),
    "an upgrade to a web socket": (get(header="Connection: Upgrade\r\nUpgrade: websocket"), "200 200"),
    "HTTP/0.9": ("GET /\r\n\r\n", "400"),
    "HTTP/1.2": (f"GET / HTTP/1.2\r\n{HOST}\r\n", "400"),
    "HTTP/2": (f"GET / HTTP/2.0\r\n{HOST}\r\n", "400"),
    "TLS": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "a" * 300, "400"),
}
KINDS = {
    "length": LENGTHS,
    "coding": CODINGS,
    "line": LINES,
    "host": HOSTS,
    "target": TARGETS,
    "method": METHODS,
}
