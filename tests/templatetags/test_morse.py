"""Rules and waves in Morse code."""

from django.template import Context, Template


def test_a_rule_spells_its_text():
    html = Template("{% load morse %}{% morse_line 'an' %}").render(Context())
    assert html == '<svg class="morse" aria-hidden="true"><path d="M0 1m0 0h1m1 0h3m3 0h3m1 0h1"/></svg>'


def test_a_carrier_is_as_long_as_its_message_and_a_lead_at_either_end():
    html = Template("{% load morse %}{% morse_wave 'an' %}").render(Context())
    assert 'viewBox="-36 -50 228 100"' in html
