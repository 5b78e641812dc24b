"""Publishing by the buttons of the form."""

from datetime import UTC, datetime, timedelta

from posts.models import PostState, Revision, RevisionKind
from tests.support.admin_forms import ADD_URL, change_url, fill_form

NOW = datetime(2026, 3, 1, 4, tzinfo=UTC)  # noon in Shanghai
TOMORROW = {"published_at_0": "2026-03-02", "published_at_1": "08:30:00"}
YESTERDAY = {"published_at_0": "2026-02-28", "published_at_1": "08:30:00"}


def bring_to_state(post, state):
    """Bring `post` to `state` without the admin, and return it."""
    moments = {
        PostState.DRAFT: ("", None),
        PostState.REVIEW: ("submitted_at", None),
        PostState.SCHEDULED: ("published_at", NOW + timedelta(days=3)),
        PostState.LIVE: ("published_at", NOW - timedelta(days=3)),
        PostState.ARCHIVED: ("archived_at", None),
        PostState.TRASHED: ("binned_at", None),
    }
    post.set_state(*moments[state])
    post.save()
    return post


def press_button(client, post, button, **fields):
    """Submit the form of `post`, or of a new post, by the button called `button`, asked if it asks."""
    data = fill_form(post, **{button: "1", "_confirmed": "1", **fields})
    return client.post(change_url(post) if post else ADD_URL, data, follow=True)


def get_button_names(client, post=None):
    """Return the names of the buttons that change the state."""
    page = client.get(change_url(post) if post else ADD_URL)
    return {step.name for step in page.context["transitions"]}


def get_revision_kinds(post):
    """Return the kinds of the revisions of `post`, oldest first, without earlier states."""
    revisions = Revision.objects.filter(post=post).exclude(kind=RevisionKind.EARLIER)
    return [revision.kind for revision in revisions.order_by("version")]
