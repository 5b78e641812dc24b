"""Addresses that a number in the query names, as WordPress has them without permalinks: `/?p=123`."""

import re

from posts.models.reserved_paths import is_reserved_path

# The names of numbers of posts, pages and attachments, which are counted together, and of categories.
POST_NUMBER_NAMES, CATEGORY_NUMBER_NAME = ("p", "page_id", "attachment_id"), "cat"
# What else WordPress names in the query of its front page.
NAME_PARAMETERS = ("author_name", "category_name", "feed", "name", "pagename", "tag")
OLD_PARAMETERS = frozenset({*POST_NUMBER_NAMES, CATEGORY_NUMBER_NAME, *NAME_PARAMETERS})
OLD_PARAMETER = re.compile(rf"(?:^|&)(?:{'|'.join(sorted(OLD_PARAMETERS))})=")
ROOTS = ("/", "/index.php")
PLAIN_PERMALINK = re.compile(
    rf"(?P<path>/[^?#]*?)(?:index\.php)?\?(?:[^#]*&)?"
    rf"(?P<name>{'|'.join(POST_NUMBER_NAMES)}|{CATEGORY_NUMBER_NAME})=(?P<number>[1-9][0-9]{{0,11}})(?=[&#]|$)"
)


def find_plain_permalink(address: str) -> str:
    """Return the form in which `address`, a path with its query, is stored as a redirect; "" if it is none.

    It is the same under each name of the number: `/?page_id=7` is `/?p=7`.
    """
    match = PLAIN_PERMALINK.match(address)
    if match is None or not match["path"].endswith("/"):
        return ""
    name = POST_NUMBER_NAMES[0] if match["name"] in POST_NUMBER_NAMES else CATEGORY_NUMBER_NAME
    return f"{match['path']}?{name}={match['number']}"


def may_be_old_address(path: str, query: str) -> bool:
    """Whether a request may be for something that its query tells: none of the site's own pages is one."""
    if not OLD_PARAMETER.search(query):
        return False
    return path in ROOTS or (path.endswith(("/", "/index.php")) and not is_reserved_path(path.strip("/")))
