"""What the head of a page says to machines."""

import json
from io import BytesIO

from django.core.files.base import ContentFile
from lxml import html
from PIL import Image


def get_head(client, path):
    """Return the head of the page at `path`, parsed."""
    response = client.get(path)
    assert response.status_code == 200
    return html.fromstring(response.content.decode()).find("head")


def read_open_graph(head):
    """Return the Open Graph properties by name; a property that is repeated as a list."""
    found = {}
    for meta in head.iterfind("meta[@property]"):
        found.setdefault(meta.get("property"), []).append(meta.get("content"))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def read_structured_data(head):
    """Return the JSON-LD objects of a page by type."""
    script = head.find("script[@type='application/ld+json']")
    if script is None:
        return {}
    data = json.loads(script.text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def find_links(head, rel):
    return [link.attrib for link in head.iterfind(f"link[@rel='{rel}']")]


def make_cover_file(width, height, suffix="png"):
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, {"jpg": "JPEG"}.get(suffix, suffix.upper()))
    return ContentFile(file.getvalue(), f"cover.{suffix}")
