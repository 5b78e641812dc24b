"""The language of a page's interface: that of the post, or of the site where no post is shown."""

from django.conf import settings

from posts.models import get_site
from posts.models.site_values import LANGUAGE_TAGS

# Readers of these read that interface, too.
NEAR_LANGUAGES = {"zh-hant": "zh-hans"}


def choose_interface_language(language: str) -> str:
    """Return the language, of LANGUAGES, in which readers of a post in `language` see what is around it."""
    code = language.lower()
    code = NEAR_LANGUAGES.get(code, code)
    return code if code in dict(settings.LANGUAGES) else get_site().language


def format_language_tag(code: str) -> str:
    """Return the BCP 47 tag of a language of LANGUAGES."""
    return LANGUAGE_TAGS.get(code, code)
