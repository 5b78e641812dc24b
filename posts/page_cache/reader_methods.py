"""The methods of requests for what readers see: nothing there takes a form."""

READER_METHODS = ("GET", "HEAD", "OPTIONS")
# All that takes forms, and says itself what it takes.
WRITABLE_PATHS = ("/accounts/", "/admin/", "/api/")
ALLOW = ", ".join(READER_METHODS)


def is_refused_method(method: str, path: str) -> bool:
    """Whether a request is answered 405 (RFC 9110, section 15.5.6): readers' pages are only read."""
    return method not in READER_METHODS and not path.startswith(WRITABLE_PATHS)
