"""Bulk actions, as the list of posts sends them."""

from tests.support.admin_forms import LIST_URL


def run_bulk_action(client, action, *posts, address=LIST_URL, **typed):
    """Run `action` on `posts`; with `typed` values, submit its form."""
    data = {"action": action, "_selected_action": [post.pk for post in posts], **typed}
    if typed:
        data["answered"] = "1"
    return client.post(address, data, follow=True)


def get_text(response):
    return response.content.decode()
