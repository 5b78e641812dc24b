"""Posts whose wiki links lead elsewhere, or by another name, are rendered again: each once, by a task."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from posts.models import BackgroundTask, Post, PostLink
from posts.models.dependent_posts import CLOCK, STALE_RENDER, hold_dependent_renders
from posts.models.post_link import find_dependent_posts
from posts.publishing.bulk import archive_posts, publish_posts, revert_posts_to_draft, trash_posts
from posts.rendering import RENDERER_VERSION
from posts.revisions import dependent_renders, rerender
from posts.tasks.worker import Worker

pytestmark = pytest.mark.usefixtures("task_queue")


def render_marked():
    """Render what is marked; return how many posts were."""
    count = Post.objects.filter(renderer_version=STALE_RENDER).count()
    dependent_renders.queue_dependent_renders()
    do_tasks()
    return count


def do_tasks():
    """Do all that is waiting."""
    while BackgroundTask.objects.filter(status="READY").update(run_after=timezone.now()):
        Worker().run_next("default")


def look_for_new_posts():
    dependent_renders.mark_dependents.call(CLOCK)


def change(post, **values):
    post = Post.objects.get(pk=post.pk)
    for name, value in values.items():
        setattr(post, name, value)
    post.save()
    return post


def get_html(post):
    return Post.objects.get(pk=post.pk).html


LINK = '<p><a href="/posts/{}/">{}</a></p>'


def test_a_link_follows_a_post_through_its_life(make_post, author):
    post = make_post("From", source="[[Rope]]")
    before = Post.objects.values("version", "updated_at").get(pk=post.pk)
    rope = make_post("Rope", slug="rope", published_at=None)
    assert (render_marked(), get_html(post)) == (1, "<p>Rope</p>")
    publish_posts([rope.pk], author)
    assert (render_marked(), get_html(post)) == (1, LINK.format("rope", "Rope"))
    change(rope, title="Tide")
    assert (render_marked(), get_html(post)) == (1, LINK.format("rope", "Tide"))
    change(rope, slug="tide")
    assert (render_marked(), get_html(post)) == (1, LINK.format("tide", "Tide"))
    change(rope, source="Another text.")
    assert render_marked() == 0
    for take_away in (revert_posts_to_draft, archive_posts, trash_posts):
        publish_posts([rope.pk], author)
        take_away([rope.pk], author)
        assert (render_marked(), get_html(post)) == (1, "<p>Rope</p>")
    Post.objects.filter(pk=rope.pk).delete()
    assert (render_marked(), get_html(post)) == (1, "<p>[[Rope]]</p>")
    assert Post.objects.values("version", "updated_at").get(pk=post.pk) == before


def test_a_post_that_goes_live_by_itself_is_linked_to(make_post, monkeypatch):
    soon = timezone.now() + timedelta(hours=1)
    make_post("Rope", published_at=soon)
    post = make_post("From", source="[[Rope]]")
    look_for_new_posts()
    assert (render_marked(), get_html(post)) == (0, "<p>Rope</p>")
    monkeypatch.setattr(timezone, "now", lambda: soon + timedelta(minutes=1))
    look_for_new_posts()
    assert (render_marked(), get_html(post)) == (1, LINK.format("rope", "Rope"))
    look_for_new_posts()
    assert render_marked() == 0


def test_posts_that_name_each_other_are_rendered_once(make_post):
    names = [f"Post {number}" for number in range(8)]
    with hold_dependent_renders():
        for name in names:
            make_post(name, source=" ".join(f"[[{other}]]" for other in names))
    assert render_marked() == len(names)
    assert all(post.html.count("<a ") == len(names) for post in Post.objects.all())
    assert render_marked() == 0


def test_many_changes_enqueue_one_task(make_post, django_capture_on_commit_callbacks):
    make_post("From", source="[[Rope]]")
    with django_capture_on_commit_callbacks(execute=True):
        for title in ("Rope", "Tide", "Knot"):
            make_post(title)
            dependent_renders.queue_dependent_renders()
    path = dependent_renders.render_dependent_posts.module_path
    assert BackgroundTask.objects.filter(task_path=path).count() == 1


def test_one_that_cannot_be_rendered_is_left_to_the_daily_task(make_post, monkeypatch, caplog):
    post = make_post("From", source="[[Rope]]")
    make_post("Rope")
    monkeypatch.setattr(
        dependent_renders, "try_render", lambda post: (post, rerender.RenderError("failed", "No."))
    )
    assert render_marked() == 1
    post.refresh_from_db()
    assert (post.renderer_version, post.html) == (RENDERER_VERSION - 1, "<p>[[Rope]]</p>")
    assert f"Post {post.pk} stays" in caplog.text


def test_a_change_while_it_is_rendered_is_not_lost(make_post):
    post = make_post("From", source="[[Rope]]")
    rope = make_post("Rope")
    rendered, _ = dependent_renders.try_render(Post.objects.get(pk=post.pk))
    change(rope, title="Tide")
    dependent_renders.save_render(rendered)
    assert get_html(post) == LINK.format("rope", "Tide")


def test_what_is_marked_behind_the_task_at_work_is_rendered_too(make_post):
    first, rope = make_post("First", source="[[Rope]]"), make_post("Rope", slug="rope")
    dependent_renders.render_dependent_posts.enqueue(rope.pk)
    change(rope, title="Tide")
    assert (render_marked(), get_html(first)) == (1, LINK.format("rope", "Tide"))


def test_a_page_that_moves_takes_links_to_those_below_with_it(make_post):
    page = make_post("About", kind="page", slug="about")
    make_post("Team", kind="page", slug="team", parent=page)
    post = make_post("From", source="[[Team]]")
    change(page, slug="us")
    assert render_marked() == 1
    assert 'href="/us/team/"' in get_html(post)


STEPS, MAX_POSTS = 10, 4
NAMES = ("One", "Two", "two", "一", "one-two")


def test_each_post_is_as_if_it_were_rendered_now(make_post, author):
    random = Random(19)
    for _ in range(STEPS):
        take_random_step(random, make_post, author)
        render_marked()
        for post in Post.objects.all():
            stored, links = post.html, sorted(post.outgoing_links.values_list("typed", "to_post"))
            post.render()
            assert post.html == stored
            assert links == sorted(post.outgoing_links.values_list("typed", "to_post"))


def take_random_step(random, make_post, author):
    posts = list(Post.objects.order_by("pk"))
    step = random.choice(["add", "add", "rename", "slug", "source", "publish", "revert", "trash", "delete"])
    step = "delete" if step == "add" and len(posts) == MAX_POSTS else step
    if len(posts) < MAX_POSTS and (step == "add" or not posts):
        published_at = random.choice([None, timezone.now()])
        make_post(random.choice(NAMES), source=make_source(random), published_at=published_at)
        return
    post = random.choice(posts)
    {
        "rename": lambda: change(post, title=random.choice(NAMES)),
        "slug": lambda: change(post, slug=f"{random.choice(['one', 'two'])}-{post.pk}"),
        "source": lambda: change(post, source=make_source(random)),
        "publish": lambda: publish_posts([post.pk], author),
        "revert": lambda: revert_posts_to_draft([post.pk], author),
        "trash": lambda: trash_posts([post.pk], author),
        "delete": post.delete,
    }[step]()


def make_source(random):
    return " ".join(f"[[{name}]]" for name in random.sample(NAMES, 3))


def test_dependents_are_found_by_name_and_by_link(make_post):
    rope = make_post("Rope")
    by_link = make_post("A", source="[[rope]]")
    make_post("B", source="[[Tide]] [x](/posts/rope/)")
    assert find_dependent_posts(rope) == {by_link.pk}


def test_a_post_of_an_older_version_gets_its_links_though_its_page_stays_as_it_was(make_post):
    make_post("Rope", slug="rope")
    post = make_post("From", source="[it](/posts/rope/)")
    PostLink.objects.all().delete()
    Post.objects.update(renderer_version=RENDERER_VERSION - 1)
    rerender.rerender_posts(Post.objects.all())
    assert [link.to_post.slug for link in post.outgoing_links.all()] == ["rope"]
