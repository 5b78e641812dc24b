"""Every way by which a post, or a change of it, gets to readers: each kind of error is held back on each."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

import posts
from posts.admin.posts import PostAdmin
from posts.exchange.importing.importer import import_folder
from posts.models import ImportRecord, Post, PostState, RevisionKind
from posts.publishing import checks
from posts.publishing.checks import ERROR_KINDS
from posts.publishing.transitions import PUBLIC_STATES, TRANSITIONS
from posts.revisions import recording
from tests.support.admin_forms import ADD_URL, change_url, fill_form
from tests.support.api import ALL_SCOPES, ApiClient, make_token, make_user
from tests.support.bulk_actions import run_bulk_action
from tests.support.proofs import scale
from tests.support.publishing import NOW, TOMORROW, YESTERDAY, bring_to_state, press_button

MERGE = "<<<<<<< 我 2026-03-01 12:00\n甲\n=======\n乙\n>>>>>>> 林 2026-03-01 11:00"
# A text for each kind of error that a text can have.
ERRORS = {
    "conflict": f"一\n\n{MERGE}",
    "empty-picture": "一\n\n![图]()",
    "upload-place": "一\n\n![正在上传 图.png …]()",
    "formula": "一\n\n$\\frac{1$",
    "dead-address": "[二](/posts/nothing/)",
    "dead-link": "[二](#nothing)",
    "missing-file": "![图](/media/nothing.png)",
    "missing-label": r"见 \ref{nothing}。",
    "missing-reference": "见 [[nothing#thm-x]]。",
    "no-text": " ",
    "unclosed-fence": "```python\nx",
    "unclosed-formula": "$$\nx\n\n没有结束的公式",
}
# Of the fields, not of the text: a form refuses them itself, and `refused` is an error of the renderer.
FIELD_KINDS = {"no-title", "refused", "slug-empty", "slug-taken"}
SOME_ERRORS = dict(list(ERRORS.items())[: scale(2, len(ERRORS))])

pytestmark = pytest.mark.usefixtures("noon")


def test_there_is_a_text_for_each_kind_of_error(make_post):
    assert ERRORS.keys() | FIELD_KINDS == ERROR_KINDS
    for kind, source in ERRORS.items():
        assert {error.kind for error in checks.find_publish_errors(make_post(source=source))} == {kind}


def read_public(posts):
    """Return what readers see, or will see, of `posts`."""
    stored = Post.objects.filter(pk__in=[post.pk for post in posts])
    return {post.pk: (post.title, post.source, post.published_at) for post in stored if post.published_at}


FORM_WAYS = [
    (state, button, time)
    for state in (PostState.DRAFT, PostState.REVIEW, PostState.ARCHIVED)
    for button, time in (("_publish", {}), ("_schedule", TOMORROW), ("_save", YESTERDAY))
] + [
    (PostState.LIVE, "_update", {}),
    (PostState.LIVE, "_update", TOMORROW),
    (PostState.LIVE, "_save", {}),
    (PostState.LIVE, "_publish", {}),
    (PostState.SCHEDULED, "_update", {}),
    (PostState.SCHEDULED, "_publish", {}),
    (PostState.SCHEDULED, "_schedule", TOMORROW),
    (PostState.SCHEDULED, "_continue", YESTERDAY),
]


class TestForm:
    @pytest.mark.parametrize(("state", "button", "time"), FORM_WAYS)
    def test_no_button_brings_an_error_to_readers(self, state, button, time, editor_client, draft):
        post = bring_to_state(draft, state)
        before = read_public([post])
        # Nine of the ways are the same but for where they begin.
        errors = SOME_ERRORS if state in PUBLIC_STATES or state is PostState.DRAFT else {"conflict": MERGE}
        for kind, source in errors.items():
            fresh = Post.objects.get()
            editor_client.post(change_url(post), fill_form(fresh, source=source, **{button: "1"}, **time))
            assert read_public([post]) == before, kind

    @pytest.mark.parametrize(
        ("button", "time"),
        [("_publish", {}), ("_schedule", TOMORROW), ("_save", YESTERDAY), ("_save", TOMORROW)],
    )
    def test_no_new_post_with_an_error_gets_to_readers(self, button, time, editor_client, editor):
        for kind, source in SOME_ERRORS.items():
            data = fill_form(source=source, author=editor.pk, title=kind, **{button: "1"}, **time)
            editor_client.post(ADD_URL, data)
        assert {post.state for post in Post.objects.all()} == {PostState.DRAFT}
        assert Post.objects.count() == len(SOME_ERRORS)

    @pytest.mark.parametrize("button", [one.name for one in TRANSITIONS if not one.publishes])
    def test_the_other_buttons_leave_no_post_public(self, button, editor_client, draft):
        post = bring_to_state(draft, PostState.LIVE)
        press_button(editor_client, post, button, source=MERGE)
        fresh = Post.objects.get()
        assert fresh.state not in PUBLIC_STATES or fresh.source == "文"

    def test_whoever_may_publish_may_do_so_all_the_same(self, editor_client, draft):
        for state in (PostState.DRAFT, PostState.LIVE, PostState.SCHEDULED):
            post = bring_to_state(Post.objects.get(), state)
            button = "_publish" if state is PostState.DRAFT else "_update"
            press_button(editor_client, post, "_despite", _despite=button, source=f"{MERGE}\n\n{state}")
            fresh = Post.objects.get()
            assert (fresh.source, fresh.state in PUBLIC_STATES) == (f"{MERGE}\n\n{state}", True)


class TestList:
    def test_no_column_is_edited_in_the_list(self):
        assert not PostAdmin.list_editable

    @pytest.mark.parametrize("action", ["publish", "schedule"])
    def test_bulk_actions_leave_out_every_post_with_an_error(self, action, editor_client, make_post):
        bad = [make_post(kind, source=source, published_at=None) for kind, source in ERRORS.items()]
        date = NOW + timedelta(days=9)
        later = [make_post(kind, source=source, published_at=date) for kind, source in ERRORS.items()]
        before = read_public([*bad, *later])
        answers = {"moment": "2026-03-02T08:30", "every": 0, "unit": "days", "order": "oldest"}
        run_bulk_action(editor_client, action, *bad, *later, **(answers if action == "schedule" else {}))
        assert read_public([*bad, *later]) == before


class TestApi:
    @pytest.mark.parametrize("state", scale([PostState.LIVE], [PostState.DRAFT, *PUBLIC_STATES]))
    def test_nothing_that_is_sent_brings_an_error_to_readers(self, state, draft):
        post = bring_to_state(draft, state)
        before = read_public([post])
        client = ApiClient(make_token(make_user("mei", "Editor"), *ALL_SCOPES))
        for kind, source in SOME_ERRORS.items():
            for more in ({}, {"publish": True}, {"publish": True, "published_at": "2100-01-01T00:00:00Z"}):
                sent = {"source": source, "version": Post.objects.get(pk=post.pk).version, **more}
                client.call("PATCH", f"posts/{post.uid}/", sent)
                assert read_public([post]) == before, kind
            new = {"title": kind, "source": source, "publish": True}
            assert client.call("POST", "posts/", new).status_code == 422


class TestHistory:
    @pytest.mark.parametrize("state", [PostState.LIVE, PostState.SCHEDULED])
    def test_a_restored_version_is_a_draft_of_what_readers_see(self, state, editor_client, draft):
        post = bring_to_state(draft, state)
        Post.objects.filter(pk=post.pk).update(source=MERGE)
        recording.record_revision(Post.objects.get(), RevisionKind.SAVED)
        old = Post.objects.get().version
        fresh = Post.objects.get()
        fresh.source = "文"
        fresh.save()
        before = read_public([post])
        address = reverse("admin:posts_post_restore", args=[post.pk, old])
        editor_client.post(address, {"version": Post.objects.get().version})
        assert read_public([post]) == before
        assert post.drafts.get().fields["source"] == MERGE


def make_file(title, source):
    return f"---\ntitle: {title}\ndate: 2020-01-01\n---\n\n{source}\n"


class TestImport:
    # What conversion mends, or refuses itself, never comes as an error.
    KINDS = ("conflict", "empty-picture", "upload-place", "formula", "dead-address", "dead-link")

    def test_an_import_makes_new_posts_with_errors_drafts_and_says_so(self, run_job):
        job = run_job({f"{kind}.md": make_file(kind, ERRORS[kind]) for kind in self.KINDS})
        assert {post.title: post.state for post in Post.objects.all()} == dict.fromkeys(
            self.KINDS, PostState.DRAFT
        )
        assert job.report["reasons"]["draft because of errors"]["count"] == len(self.KINDS)

    def test_an_import_leaves_what_readers_see_where_the_new_text_has_errors(self, run_job):
        run_job({f"{kind}.md": make_file(kind, "好") for kind in self.KINDS})
        before = read_public(Post.objects.all())
        assert len(before) == len(self.KINDS)
        job = run_job({f"{kind}.md": make_file(kind, ERRORS[kind]) for kind in self.KINDS})
        assert read_public(Post.objects.all()) == before
        assert job.report["outcomes"] == {"skipped": len(self.KINDS)}

    def test_the_report_names_whose_drafts_an_import_met(self, run_job, editor):
        run_job({"a.md": make_file("A", "好")})
        draft = Post.objects.get().drafts.create(editor=editor, base_version=1, fields={"source": "写着"})
        job = run_job({"a.md": make_file("A", "新")})
        assert job.report["reasons"]["unsaved changes kept, to be merged"]["lines"] == ["a.md: editor"]
        draft.refresh_from_db()
        assert (draft.base_version, draft.fields) == (1, {"source": "写着"})

    def test_links_to_posts_of_the_same_import_are_no_errors(self, run_job):
        run_job({"a.md": make_file("A", "[b](b.md)"), "b.md": make_file("B", "[a](a.md)")})
        assert {post.state for post in Post.objects.all()} == {PostState.LIVE}

    def test_whoever_chooses_so_publishes_them(self, run_job):
        job = run_job({"a.md": make_file("A", MERGE)}, publishes_errors=True)
        assert Post.objects.get().is_live
        assert job.report["reasons"]["published with errors"]["count"] == 1

    def test_the_command_publishes_and_says_so(self, tmp_path, author):
        (tmp_path / "a.md").write_text(make_file("A", MERGE))
        summary = import_folder(tmp_path)
        assert Post.objects.get().is_live
        assert "Two versions conflict here" in summary.reasons["published with errors"][0]
        assert ImportRecord.objects.count() == 1


# Functions that set the date or a text of a post, and why no error gets to readers by them.
WRITERS = {
    "admin/draft_preview.py:build_savable_form": "taken back before the transaction ends",
    "admin/trash.py:set_trash_state": "to the trash, or out of it to a draft",
    "exchange/import_jobs/undoing.py:move_to_trash": "to the trash",
    "exchange/import_jobs/undoing.py:set_publishing": "gives back what was public before the import",
    "exchange/importing/notebook_merge.py:fill_from_snapshot": "TestImport; before errors are found",
    "exchange/importing/persist.py:fill_post": "TestImport",
    "exchange/importing/persist.py:set_state": "TestImport",
    "exchange/importing/publish_errors.py:hold_back_errors": "TestImport",
    "editor/preview.py:render_unsaved_post": "in memory, to be shown",
    "editor/transition_panel.py:build_typed_post": "in memory, to be shown",
    "editor/transition_panel.py:describe_publication": "in memory, to be shown",
    "media/library.py:replace_in_post": "puts the address of one picture in the place of another's",
    "publishing/bulk.py:publish_posts": "TestList",
    "publishing/bulk.py:schedule_posts": "TestList",
    "api/fields.py:fill_fields": "TestApi",
    "api/fields.py:fill_values": "TestApi",
    "api/writing.py:apply_requested_transition": "TestApi",
    "publishing/transitions.py:apply": "TestForm",
    "publishing/transitions.py:apply_transition": "TestForm",
    "publishing/removals.py:undo_in_post": "test_removals.py",
    "views/citable_version.py:build_frozen_post": "in memory, to be shown; it was live",
    "revisions/new_posts.py:update_provisional_title": "of a post that nobody saved yet",
    "revisions/restore.py:restore_fields": "TestHistory; of a post that is not public, else in memory",
}
WRITTEN_NAMES = {"published_at", "source", "summary", "title"}
# What no file lacks that has such a function.
MAY_WRITE = re.compile(
    r"set_state|setattr\(post|published_at=|(?:post|obj|restored)\.\w+(?:, [\w., ]+)? =[^=]"
)
WRITING_METHODS = {"bulk_update", "set_post_states", "update", "update_or_create"}


def find_writers():
    """Return "file:function" of each function that sets the date or a text of posts, but for models."""
    root = Path(posts.__file__).parent
    for path in sorted(root.rglob("*.py")):
        name = str(path.relative_to(root))
        text = path.read_text()
        if name.startswith(("migrations/", "models/")) or not MAY_WRITE.search(text):
            continue
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef) and any(map(writes_post, ast.walk(function))):
                yield f"{name}:{function.name}"


def writes_post(node):
    """Whether `node` sets an attribute of a variable `post`, or calls what sets columns of posts."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        return node.attr in WRITTEN_NAMES and ast.unparse(node.value) in {"post", "obj", "restored"}
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    if called.endswith("set_state") or (called == "setattr" and ast.unparse(node.args[0]) == "post"):
        return True
    names = {keyword.arg for keyword in node.keywords}
    return called.rpartition(".")[2] in WRITING_METHODS and bool(WRITTEN_NAMES & names)


def test_no_other_function_writes_what_readers_see():
    """Whoever adds one checks `find_publish_errors` in it, adds its way above, and names it here."""
    assert set(find_writers()) == WRITERS.keys()
