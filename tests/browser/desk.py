"""Finding one's way in the writing room."""

from django.urls import reverse
from playwright.sync_api import FrameLocator, Locator, Page

ADD = reverse("admin:posts_post_add")
LIST = reverse("admin:posts_post_changelist")


def source(page: Page) -> Locator:
    """Return the box that the text is typed into."""
    return page.locator("#id_source")


def preview(page: Page) -> Locator:
    """Return the text as the preview shows it."""
    frame: FrameLocator = page.frame_locator(".editor-preview")
    return frame.locator("article")
