"""The languages of posts."""

from django.db import models


class Language(models.TextChoices):
    """The language of a post, as a BCP 47 tag."""

    CHINESE_SIMPLIFIED = "zh-Hans", "简体中文"
    CHINESE_TRADITIONAL = "zh-Hant", "繁體中文"
    ENGLISH = "en", "English"
    JAPANESE = "ja", "日本語"
