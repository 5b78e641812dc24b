"""What docs/theming.md promises to themes: tokens, blocks and variables that stay."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode

from posts.models import Category, Profile, Series
from tests.support.dates import LONG_AGO

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "theming.md").read_text()
VARYING = "varies"
# A page of each kind, by what the table of variables calls it.
PATHS = {
    "every template": "/",
    "posts/post_list.html": "/",
    "posts/category_detail.html": "/categories/sea/",
    "posts/tag_detail.html": "/tags/salt/",
    "posts/series_detail.html": "/series/tides/",
    "posts/author_detail.html": "/authors/lin/",
    "posts/archive_period.html": f"/archive/{LONG_AGO.year}/",
    "posts/search.html": "/search/?q=water",
    "posts/archive.html": "/archive/",
    "posts/category_list.html": "/categories/",
    "posts/tag_list.html": "/tags/",
    "posts/feeds.html": "/feeds/",
    "posts/post_detail.html": "/posts/deep-water/",
    "posts/page_detail.html": "/about/",
}


def read_table(heading):
    """Return the rows of the table below `heading`, as lists of cells."""
    section = re.split(r"\n#+ ", DOCUMENT.split(f" {heading}\n", 1)[1])[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def read_names(cell):
    return re.findall(r"`([\w/.]+)`", cell)


VARIABLES = {name.strip("`"): variables for name, variables in read_table("Variables")}


def test_the_table_of_tokens_is_that_of_the_stylesheet():
    layer = (ROOT / "static" / "css" / "tokens.css").read_text().split("@layer tokens {", 1)[1]
    tokens = {}
    for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", layer):
        text = f"`{' '.join(value.split())}`"
        tokens[f"`{name}`"] = text if tokens.get(f"`{name}`", text) == text else VARYING
    table = {name: value for name, value, _use in read_table("Tokens")}
    assert table.keys() == tokens.keys()
    differing = {name: tokens[name] for name in table if table[name] not in {tokens[name], VARYING}}
    assert differing == {}


def list_block_names(name):
    """Return the names of the blocks of a template, and of those that it extends."""
    template = get_template(name).template
    names = {node.name for node in template.nodelist.get_nodes_by_type(BlockNode)}
    for node in template.nodelist.get_nodes_by_type(ExtendsNode):
        names |= list_block_names(node.parent_name.var)
    return names


@pytest.mark.parametrize(("template", "blocks"), [row[:2] for row in read_table("Blocks")])
def test_a_block_that_was_promised_is_there(template, blocks):
    [name] = read_names(template)
    promised = {block for block in read_names(blocks) if "." not in block}
    for parent in set(read_names(blocks)) - promised:
        promised |= list_block_names(parent)
    assert promised - list_block_names(name) == set()


def test_a_variable_that_was_promised_is_there(client, make_post, author):
    Profile.objects.create(user=author, name="Lin", slug="lin")
    sea, tides = Category.objects.create(name="Sea"), Series.objects.create(name="Tides")
    for title in ("Deep water", "Shallow water"):
        make_post(title, source="Water.", category=sea, series=tides, tags=["salt"])
    make_post("About", kind="page")
    of_lists = read_names(VARIABLES["lists of posts"])
    assert VARIABLES.keys() == {*PATHS, "lists of posts"}
    missing = {}
    for name, path in PATHS.items():
        context = client.get(path).context
        promised = read_names(VARIABLES[name]) + of_lists * ("those of lists" in VARIABLES[name])
        if lacking := [variable for variable in promised if variable not in context]:
            missing[name] = lacking
    assert missing == {}
