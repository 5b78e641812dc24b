"""A search for a public name of the code finds one definition."""

import re
from collections import defaultdict

from django.conf import settings

DEFINITION = re.compile(r"^(?:(?:async )?def|class|type) (\w+)|^(\w+)(?:: [^=\n]+)? = ", re.MULTILINE)
# What Django and servers look for by these names, and loggers: docs/architecture.md.
REPEATED_NAMES = {
    "Command",
    "DatabaseWrapper",
    "app_name",
    "application",
    "logger",
    "register",
    "urlpatterns",
}


def test_each_public_name_is_defined_in_one_module():
    places = defaultdict(set)
    for folder in ("posts", "config"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            if path.parent.name == "migrations" or path.name == "setup_settings.py":
                continue
            for found in DEFINITION.finditer(path.read_text()):
                places[found[1] or found[2]].add(str(path.relative_to(settings.BASE_DIR)))
    assert {
        name: sorted(paths)
        for name, paths in places.items()
        if len(paths) > 1 and not name.startswith("_") and name not in REPEATED_NAMES
    } == {}
