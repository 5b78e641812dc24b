"""The interface is complete in both languages."""

from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override

CATALOGUE = Path(settings.LOCALE_PATHS[0], "zh_Hans", "LC_MESSAGES", "django.po")


def test_every_message_is_translated():
    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


def test_the_compiled_catalogue_is_that_of_the_source():
    source = polib.pofile(str(CATALOGUE))
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {entry.msgid: entry.msgstr or entry.msgstr_plural for entry in source} == {
        entry.msgid: entry.msgstr or entry.msgstr_plural for entry in compiled
    }


@pytest.mark.parametrize(("language", "word"), [("en", "Archive"), ("zh-hans", "归档")])
def test_django_finds_the_catalogue(language, word):
    with override(language):
        assert gettext("Archive") == word
