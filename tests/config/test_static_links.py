"""Static files: every one that a template links exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

STATIC_TAG = re.compile(r"""\{% static ['"]([^'"]+)['"]""")
LINKED = {
    name
    for folder in settings.TEMPLATES[0]["DIRS"]
    for template in Path(folder).rglob("*.html")
    for name in STATIC_TAG.findall(template.read_text())
}


@pytest.mark.parametrize("name", sorted(LINKED))
def test_a_linked_file_exists(name):
    assert finders.find(name)
