"""What is done with a post, decided by three texts."""

import pytest

from posts.exchange.syncing.decisions import SyncStep, decide


def doc(body, *lines, version=1):
    fields = "".join(f"{line}\n" for line in lines)
    uid = "uid: 7d3c2f0e-0000-4000-8000-000000000001"
    return f"---\ntitle: One\n{fields}{uid}\nversion: {version}\n---\n\n{body}\n"


A, B, C = doc("a\n\nb"), doc("a\n\nB"), doc("A\n\nb")


@pytest.mark.parametrize(
    ("base", "file", "post", "step"),
    [
        (A, A, A, SyncStep.NOTHING),
        (A, A, doc("a\n\nb", version=2), SyncStep.NOTHING),
        (A, A.replace("\n", "\r\n"), A, SyncStep.NOTHING),
        (A, A, B, SyncStep.WRITE_FILE),
        (A, B, A, SyncStep.IMPORT_FILE),
        (A, B, B, SyncStep.REMEMBER),
        (A, B, C, SyncStep.MERGE),
        (A, B, doc("a\n\nx"), SyncStep.CONFLICT),
        (None, A, A, SyncStep.REMEMBER),
        (None, A, B, SyncStep.CONFLICT),
        (None, None, A, SyncStep.WRITE_FILE),
        (None, A, None, SyncStep.IMPORT_FILE),
        (A, None, A, SyncStep.FILE_GONE),
        (A, A, None, SyncStep.POST_GONE),
        (A, None, None, SyncStep.FORGET),
        (None, None, None, SyncStep.FORGET),
        # A merge whose front matter nobody could read is a conflict.
        (doc("a", "tags: [x]"), "title: [\n" + B, C, SyncStep.CONFLICT),
    ],
)
def test_three_texts_decide(base, file, post, step):
    assert decide(base, file, post).step is step


def test_a_merge_has_what_both_wrote():
    before, file = doc("a\n\nb", "tags:\n- x"), doc("a\n\nB", "tags:\n- x\n- y")
    merged = decide(before, file, doc("A\n\nb", "tags:\n- x", version=2)).text
    assert merged == doc("A\n\nB", "tags:\n- x\n- y", version=2)
