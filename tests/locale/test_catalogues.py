"""The interface is complete in both languages."""

from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from posts.models import PostState, RevisionKind
from posts.publishing.transitions import TRANSITIONS

CATALOGUE = Path(settings.LOCALE_PATHS[0], "zh_Hans", "LC_MESSAGES", "django.po")


def test_every_message_is_translated():
    catalogue = polib.pofile(str(CATALOGUE))
    assert [entry.msgid for entry in catalogue if not entry.translated()] == []


def test_the_compiled_catalogue_is_that_of_the_source():
    source = polib.pofile(str(CATALOGUE))
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert words(source) == words(compiled)


def words(catalogue):
    return {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural for entry in catalogue}


@pytest.mark.parametrize(("language", "word"), [("en", "Archive"), ("zh-hans", "归档")])
def test_django_finds_the_catalogue(language, word):
    with override(language):
        assert gettext("Archive") == word


def test_the_action_and_the_page_of_the_archive_have_different_names():
    with override("zh-hans"):
        button = next(step.label for step in TRANSITIONS if step.name == "_archive")
        words = [
            button,
            gettext("Archive posts"),
            RevisionKind.ARCHIVED.label,
            PostState.ARCHIVED.label,
        ]
        assert [str(word).removeprefix("已") for word in words] == ["存档"] * 4


def test_revision_kinds_are_named_by_what_was_done():
    with override("zh-hans"):
        assert RevisionKind.CREATED.label == "创建"
