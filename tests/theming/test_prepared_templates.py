"""Templates that were made ready show what Django's own would, in every language, with less to do."""

import pytest
from django.http import HttpRequest
from django.template import Context, Engine, engines
from django.template.base import TextNode, VariableNode
from django.template.defaulttags import URLNode
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import mark_safe
from django.utils.translation import override

from posts.theming.loaders import CachedLoader
from posts.theming.prepared_templates import ConstantNode, InlinedNode, read_literal
from posts.theming.prepared_variables import PreparedVariableNode

LIBRARIES = {"i18n": "django.templatetags.i18n", "static": "django.templatetags.static"}
PARTS = {
    "words.html": "{% load i18n static %}{% translate 'Search' %}{% static 'a.css' %} {% url 'posts:home' %}",
    "name.html": "{{ name }}{% with name='inner' %}{{ name }}{% endwith %}",
    "tree.html": "({% for branch in tree %}{% include 'tree.html' with tree=branch %}{% endfor %})",
    "loop.html": "{% if depth %}{% include 'loop.html' with depth=0 %}{% endif %}.",
    "cycle.html": "{% cycle 'a' 'b' %}",
    "sets.html": "{% load i18n %}{% translate 'Search' as found %}{{ found }}",
    "block.html": "{% block one %}included{% endblock %}",
    "parent.html": "{% include 'words.html' %}{% block one %}parent{% endblock %}",
    "broken.html": "{% nothing %}",
}
PAGES = {
    "text and constants": "one {% include 'words.html' %} two {# no #}{% comment %}no{% endcomment %} three",
    "variables of the page": "{% include 'name.html' %}",
    "variables that are given": "{% include 'name.html' with name='given' %}{{ name }}",
    "nothing but what is given": "{% include 'name.html' with other=name only %}",
    "a template that includes itself": "{% include 'tree.html' %}{% include 'loop.html' with depth=1 %}",
    "a cycle begins anew": "{% include 'cycle.html' %}{% include 'cycle.html' %}",
    "a cycle in a loop": "{% for x in numbers %}{% include 'cycle.html' %}{% endfor %}",
    "what is set stays within": "{% include 'sets.html' %}[{{ found }}]",
    "a block of an included template": "{% include 'block.html' %}",
    "blocks": "{% extends 'parent.html' %}{% block one %}{{ block.super }}{% endblock %}",
    "a name that varies": "{% include which %}",
    "conditions": "{% if name %}{% include 'words.html' %}{% else %}{% include 'name.html' %}{% endif %}",
    "no autoescape": "{% autoescape off %}{% include 'name.html' with name=risky %}{% endautoescape %}",
    "escaping": "{{ risky }} {{ safe }} {{ numbers }} {{ number }} {{ nothing }} {{ lazy }} {{ thing }}",
    "lookups": "{{ numbers.1 }}{{ table.key }}{{ table.items }}{{ thing.value }}{{ thing.method }}",
    "methods": "[{{ thing.needs }}{{ thing.removes }}{{ thing.kind }}{{ missing.more }}{{ call }}]",
    "errors within": "{{ thing.fails_silently }}{{ 'literal' }}{{ 12 }}{{ _('Search') }}{{ missing }}",
}


class Thing:
    value = "<value>"
    kind = dict

    def __str__(self):
        return "<thing>"

    def method(self):
        return "<called>"

    def needs(self, argument):
        return "never"

    def removes(self):
        raise AssertionError

    removes.alters_data = True

    @property
    def fails_silently(self):
        error = ValueError()
        error.silent_variable_failure = True
        raise error


def make_context():
    return Context(
        {
            "name": "outer",
            "tree": [[], [[]]],
            "numbers": [1, 2000],
            "number": 1234.5,
            "which": "name.html",
            "risky": "<i>&'",
            "safe": mark_safe("<i>"),
            "table": {"key": "<k>"},
            "thing": Thing(),
            "call": lambda: "<call>",
            "request": HttpRequest(),
        }
    )


def make_engine(text, loader):
    inner = ("django.template.loaders.locmem.Loader", {**PARTS, "page.html": text})
    return Engine(loaders=[(loader, [inner])], libraries=LIBRARIES)


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_is_the_same(kind):
    ours = make_engine(PAGES[kind], "posts.theming.loaders.CachedLoader").get_template("page.html")
    theirs = make_engine(PAGES[kind], "django.template.loaders.cached.Loader").get_template("page.html")
    for language in ("en", "zh-hans", "en"):
        with override(language):
            assert ours.render(make_context()) == theirs.render(make_context())


def test_constants_become_one_piece_for_each_language():
    text = "one {% include 'words.html' %} two"
    (node,) = make_engine(text, "posts.theming.loaders.CachedLoader").get_template("page.html").nodelist
    assert isinstance(node, ConstantNode)
    with override("zh-hans"):
        chinese = node.render_annotated(make_context())
    with override("en"):
        assert node.render_annotated(make_context()) != chinese
    assert sorted(node.texts) == ["en", "zh-hans"]


def test_what_cannot_be_read_is_said_when_it_is_shown():
    for text in ("{% include 'missing.html' %}", "{% include 'broken.html' %}"):
        template = make_engine(text, "posts.theming.loaders.CachedLoader").get_template("page.html")
        assert isinstance(template.nodelist[0], IncludeNode)


def test_templates_of_the_site_are_made_ready():
    engine = engines["django"].engine
    assert [type(loader) for loader in engine.template_loaders] == [CachedLoader]
    nodelist = engine.get_template("base.html").nodelist
    assert nodelist.get_nodes_by_type(InlinedNode)
    assert not nodelist.get_nodes_by_type(IncludeNode)


def test_what_it_uses_of_django_is_there():
    """What is not documented: a new Django that names these otherwise must be looked at."""
    text = (
        "{% load i18n static %}{% include 'a' with b=1 %}{% static 'a' %}{% url 'a' %}{% translate 'a' %}"
        "{{ a.b }}{{ _('a') }}"
    )
    include, static, url, translate, variable, literal = [
        node
        for node in Engine(libraries=LIBRARIES).from_string(text).nodelist
        if isinstance(node, IncludeNode | StaticNode | URLNode | TranslateNode | VariableNode)
    ]
    assert (read_literal(include.template), include.isolated_context) == ("a", False)
    assert list(include.extra_context) == ["b"]
    assert (read_literal(static.path), static.varname) == ("a", None)
    assert (read_literal(url.view_name), url.args, url.kwargs, url.asvar) == ("a", [], {}, None)
    assert (read_literal(translate.filter_expression), translate.asvar) == ("a", None)
    assert translate.message_context is None
    assert variable.filter_expression.var.lookups == ("a", "b")
    assert literal.filter_expression.var.translate
    assert PreparedVariableNode(variable).attributes == ["b"]
    assert TextNode("a").s == "a"
