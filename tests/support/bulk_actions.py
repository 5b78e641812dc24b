"""Bulk actions, as the list of posts sends them."""

from tests.support.admin_forms import LIST_URL


def run_bulk_action(client, action, *posts, address=LIST_URL, **typed):
    """Run `action` on `posts`; with `typed` values, submit its form. What asks before it acts was asked."""
    data = {"action": action, "_selected_action": [post.pk for post in posts], **typed}
    if typed or action in {"withdraw", "archive", "delete_selected"}:
        data["answered"] = "1"
    return client.post(address, data, follow=True)


def get_text(response):
    return response.content.decode()
