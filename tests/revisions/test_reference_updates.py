"""Posts that refer to one another: whatever happens, each shows what a fresh render would."""

import random
import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from posts import rendering
from posts.exchange.importing.importer import import_folder
from posts.models import BackgroundTask, Post, PostLink, Series, SiteSettings
from posts.publishing import bulk
from posts.rendering.pipeline import render_in_process
from posts.revisions import dependent_renders
from posts.tasks.worker import Worker
from tests.support.proofs import scale

pytestmark = pytest.mark.usefixtures("task_queue", "in_process")


@pytest.fixture
def in_process(monkeypatch):
    """Posts are rendered in this process, which is quicker."""

    def render(source, *, is_preview=False, **surroundings):
        return render_in_process(source, **surroundings)

    monkeypatch.setattr(rendering, "render", render)


@pytest.fixture
def rendered(monkeypatch):
    """The keys of the posts that are rendered again."""
    keys = []

    def save(post, save_render=dependent_renders.save_render):
        keys.append(post.pk)
        save_render(post)

    monkeypatch.setattr(dependent_renders, "save_render", save)
    return keys


def write_theorems(*labels):
    return "".join(f"::: {{#thm-{label} .theorem}}\nText.\n:::\n\n" for label in labels)


def update():
    """Do all tasks."""
    while BackgroundTask.objects.filter(status="READY").update(run_after=timezone.now()):
        Worker().run_next("default")


def show(post):
    """Return the text of the page."""
    post.refresh_from_db()
    return re.sub(r"<[^>]*>", "", post.html).strip()


def test_a_reference_has_the_number_of_its_target_whatever_becomes_of_it(make_post, rendered, commit):
    with commit():
        target = make_post("Target", slug="target", source=write_theorems("a", "x"))
        post = make_post("Post", source="By [[target#thm-x]] and [[target#thm-x|this]].")
    before = (post.version, post.updated_at)
    assert show(post) == "By Theorem 2 and this."
    assert '<a class="reference" href="/posts/target/#thm-x">Theorem 2</a>' in post.html
    target.source = write_theorems("x")
    with commit():
        target.save()
    assert show(post) == "By Theorem 1 and this."
    target.slug = "renamed"
    with commit():
        target.save()
    assert 'href="/posts/renamed/#thm-x"' in (show(post) and post.html)
    with commit():
        bulk.trash_posts([target.pk], None)
    assert show(post) == "By [[target#thm-x]] and this."
    assert [warning["kind"] for warning in post.warnings] == ["missing-reference"] * 2
    with commit():
        bulk.publish_posts([target.pk], None)
    assert show(post) == "By Theorem 1 and this."
    assert rendered == [post.pk] * 4
    with commit():
        target.delete()
    assert show(post) == "By [[target#thm-x]] and this."
    with commit():
        make_post("Another", slug="target", source=write_theorems("b", "c", "x"))
    assert show(post) == "By Theorem 3 and this."
    assert (post.version, post.updated_at) == before


@pytest.mark.parametrize("publish", [bulk.publish_posts, None])
def test_what_readers_cannot_see_is_referred_to_in_drafts_of_its_author_only(publish, make_post, commit):
    series = Series.objects.create(name="Series")
    with commit():
        hidden = make_post("Secret", slug="s", source=write_theorems("x"), series=series, published_at=None)
        own, other = (
            make_post(
                name, source="See [[Secret#thm-x]], @thm-x.", series=series, published_at=None, author=author
            )
            for name, author in (("Own", hidden.author), ("Other", User.objects.create(username="b")))
        )
    assert (show(own), show(other)) == ("See Theorem 1, Theorem 1.", "See [[Secret#thm-x]], @thm-x.")
    if publish:
        publish([own.pk], None)
    else:
        own.set_state("published_at", timezone.now())
        own.save(update_fields=["published_at"])
    assert show(own) == "See [[Secret#thm-x]], @thm-x."
    with commit():
        hidden.set_state("published_at", timezone.now())
        hidden.save(update_fields=["published_at"])
    assert show(own) == "See Theorem 1, Theorem 1."
    with commit():
        bulk.revert_posts_to_draft([hidden.pk], None)
    assert show(own) == "See [[Secret#thm-x]], @thm-x."


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """Return a context manager that commits what is done in it, and does the tasks behind it."""

    class Commit:
        def __enter__(self):
            self.capture = django_capture_on_commit_callbacks(execute=True)
            self.capture.__enter__()

        def __exit__(self, *error):
            self.capture.__exit__(*error)
            update()

    return Commit


class Site:
    """Posts that refer to one another at random, and what people do with them."""

    LABELS = ("a", "b", "c")

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.author = User.objects.create_user(f"author-{seed}")
        self.series = [Series.objects.create(name=f"Series {seed}-{number}") for number in range(2)]
        self.count = self.deleted = 0

    def choose(self):
        return self.random.choice([*Post.objects.order_by("pk")] or [self.create()])

    def write_source(self):
        labels = self.random.sample(self.LABELS, self.random.randint(0, 3))
        slugs = [f"p{self.random.randint(0, self.count + 2)}" for _ in range(self.random.randint(0, 3))]
        references = " ".join(f"[[{slug}#thm-{self.random.choice(self.LABELS)}]]" for slug in slugs)
        references += self.random.choice(["", " @thm-a", r" \cref{thm-b,thm-c}"])
        return f"{references}\n\n{write_theorems(*labels)}"

    def create(self):
        self.count += 1
        while Post.objects.filter(slug=f"p{self.count}").exists():
            self.count += 1
        published_at = self.random.choice([None, timezone.now()])
        return Post.objects.create(
            title=f"P{self.count}",
            slug=f"p{self.count}",
            author=self.author,
            language="en",
            source=self.write_source(),
            series=self.random.choice([None, *self.series]),
            series_order=self.random.randint(0, 3),
            published_at=published_at,
        )

    def edit(self):
        post = self.choose()
        post.source = self.write_source()
        post.save()

    def rename(self):
        post = self.choose()
        slug = f"p{self.random.randint(0, self.count + 2)}"
        if not post.is_slug_taken(slug):
            post.slug = slug
            post.save(update_fields=["slug"])

    def delete(self):
        self.choose().delete()

    def delete_several(self):
        Post.objects.filter(pk__in=[self.choose().pk, self.choose().pk]).delete()

    def change_state(self):
        changes = (bulk.publish_posts, bulk.revert_posts_to_draft, bulk.archive_posts, bulk.trash_posts)
        self.random.choice(changes)([self.choose().pk], None)

    def reorder(self):
        keys = [*Post.objects.filter(series=self.random.choice(self.series)).values_list("pk", flat=True)]
        self.random.shuffle(keys)
        bulk.order_series(keys, None)

    def move(self):
        post = self.choose()
        post.series = self.random.choice([None, *self.series])
        post.save()

    def number_series(self):
        series = self.random.choice(self.series)
        series.numbering = self.random.choice(["", "post", "section", "series"])
        series.save()

    def number_site(self):
        SiteSettings(numbering=self.random.choice(["post", "section", "series"])).save()

    def delete_series(self):
        number = self.random.randrange(2)
        if self.random.random() < 0.5:
            self.series[number].delete()
        else:
            Series.objects.filter(pk=self.series[number].pk).delete()
        self.deleted += 1
        self.series[number] = Series.objects.create(
            name=f"Another {self.author}-{self.deleted}", numbering="series"
        )


STEPS = (
    *(Site.create, Site.create, Site.edit, Site.edit, Site.rename, Site.rename, Site.delete, Site.reorder),
    *(Site.delete_several, Site.change_state, Site.change_state, Site.move, Site.number_series),
    *(Site.number_site, Site.delete_series),
)


def walk(seed, steps, commit, rendered):
    """Do `steps` at random; after each, every page shows what a fresh render does, rendered once at most."""
    site = Site(seed)
    with commit():
        for _ in range(4):
            site.create()
    for number in range(steps):
        step = site.random.choice(STEPS)
        kept = dict(Post.objects.values_list("pk", "updated_at"))
        rendered.clear()
        with commit():
            step(site)
        told = f"step {number} of seed {seed}: {step.__name__}"
        assert len(rendered) == len({*rendered}), told
        for post in Post.objects.select_related("series"):
            stored = {
                name: getattr(post, name) for name in ("html", "labels", "numbering", "references_digest")
            }
            post.render()
            fresh = {name: getattr(post, name) for name in stored} | {"labels": [*post.labels]}
            assert fresh == stored, told
            links = [(link.typed, link.to_post_id) for link in post.outgoing_links.all()]
            found = {key: int(target["post"]) for key, target in post.rendered_references.items()}
            assert links == [
                (mention["target"], found.get(mention["target"])) for mention in post.mentions
            ], told
        versions = Post.objects.filter(pk__in=rendered).values_list("pk", "updated_at")
        assert all(kept.get(key, date) == date for key, date in versions), told


@pytest.mark.proof
def test_after_any_change_each_page_is_as_if_rendered_anew(commit, rendered):
    for seed in range(scale(short=1, long=8)):
        walk(seed, scale(short=15, long=80), commit, rendered)


def test_numbers_go_on_through_a_series_and_follow_its_order(make_post, rendered, commit):
    series = Series.objects.create(name="Series", numbering="series")
    with commit():
        first, second, third = (
            make_post(name, slug=name, series=series, series_order=number, source=write_theorems(*labels))
            for number, (name, labels) in enumerate([("one", "ab"), ("two", "c"), ("three", "d")])
        )
        post = make_post("Post", source="[[two#thm-c]], [[three#thm-d]]")
    assert (show(second), show(post)) == ("Theorem 3. Text.", "Theorem 3, Theorem 4")
    rendered.clear()
    with commit():
        bulk.order_series([third.pk, second.pk, first.pk], None)
    assert show(post) == "Theorem 2, Theorem 1"
    assert sorted(rendered) == sorted([first.pk, second.pk, third.pk, post.pk])
    rendered.clear()
    with commit():
        bulk.trash_posts([third.pk], None)
    assert show(post) == "Theorem 1, [[three#thm-d]]"
    second.source = "## Part\n\n" + write_theorems("c")
    series.numbering = "section"
    with commit():
        second.save()
        series.save()
    assert show(post) == "Theorem 1.1, [[three#thm-d]]"


def test_a_post_numbers_what_stands_before_it_as_its_readers_see_it(make_post, commit):
    series = Series.objects.create(name="Series", numbering="series")
    with commit():
        make_post("Draft", series=series, series_order=1, published_at=None, source=write_theorems("a", "b"))
        live = make_post("Live", series=series, series_order=2, source=write_theorems("c"))
        draft = make_post(
            "Next", series=series, series_order=3, published_at=None, source=write_theorems("d")
        )
    assert [label["number"] for post in (live, draft) for label in post.labels] == ["1", "4"]


def test_posts_in_a_circle_are_rendered_once(make_post, rendered, commit):
    with commit():
        posts = [
            make_post(
                f"P{number}",
                slug=f"p{number}",
                source=f"[[p{(number + 1) % 3}#thm-x]]\n\n{write_theorems('x')}",
            )
            for number in range(3)
        ]
    rendered.clear()
    posts[0].source = posts[0].source.replace("\n\n", f"\n\n{write_theorems('new')}")
    with commit():
        posts[0].save()
    assert rendered == [posts[2].pk]


@pytest.mark.proof
def test_posts_of_an_import_that_refer_to_one_another_are_rendered_again_once(tmp_path, rendered, commit):
    count = scale(short=12, long=1000)
    for number in range(count):
        others = [(number * 7 + step) % count for step in (1, 5, 11)]
        references = " ".join(f"[[p{other}#thm-x{other}]]" for other in others)
        text = f"---\ntitle: P{number}\nslug: p{number}\ndate: 2026-01-01\n---\n\n{references}\n\n"
        (tmp_path / f"p{number}.md").write_text(text + write_theorems("a", f"x{number}"))
    with commit():
        summary = import_folder(tmp_path, author="lin")
    assert summary.outcomes["created"] == count
    assert len(rendered) == len({*rendered}) <= count
    assert Post.objects.live().count() == count
    assert not Post.objects.filter(html__contains="[[").exists()
    assert Post.objects.filter(html__contains='class="reference"').count() == count
    assert not PostLink.objects.filter(to_post=None).exists()
