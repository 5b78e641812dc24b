"""The process that renders."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from posts.rendering import RenderError, render
from posts.rendering.__main__ import answer_request
from posts.rendering.pipeline import render_in_process as render_here
from posts.rendering.worker import (
    LARGE_NICENESS,
    LARGE_PREVIEW_POOL,
    LARGE_SOURCE_CHARACTERS,
    LARGE_WORKER_POOL,
    PROJECT_ROOT,
    WORKER_POOL,
    RenderWorker,
    WorkerPool,
)

SOURCE = "# 题 $x$\n\n文[^1] `code`\n\n![](/a.png)\n\n[^1]: 注"


@pytest.fixture
def worker():
    worker = RenderWorker(seconds=5)
    yield worker
    worker.stop_process()


def test_it_renders_as_the_process_itself_does():
    options = {"summary": "摘 $y$", "language": "en", "image_sizes": {"/a.png": (1, 2)}}
    assert render(SOURCE, **options) == render_here(SOURCE, **options)


def test_lone_surrogates_and_control_characters_pass():
    assert render("a\ud800\x00b\u2028c").text == "ab\u2028c"


def test_a_refusal_comes_through():
    with pytest.raises(RenderError) as caught:
        render("<div>" * 1000 + "</div>" * 1000)
    assert caught.value.kind == "too-deep"


def test_a_child_that_is_late_is_ended_and_the_next_works():
    worker = RenderWorker(seconds=0.05)
    with pytest.raises(RenderError) as caught:
        worker.send_request({"source": "文 $x$ **b**\n\n" * 20_000})
    assert caught.value.kind == "too-slow"
    assert worker.send_request({"source": "a"})["rendered"]["html"] == "<p>a</p>"
    worker.stop_process()


def test_a_child_that_died_is_replaced(worker):
    worker.send_request({"source": "a"})
    worker.process.kill()
    worker.process.wait()
    assert worker.send_request({"source": "b"})["rendered"]["html"] == "<p>b</p>"


@pytest.mark.skipif(not Path("/proc/self/oom_score_adj").exists(), reason="no Linux")
def test_where_memory_is_short_the_child_dies_and_not_the_site(worker):
    worker.send_request({"source": "a"})
    assert Path(f"/proc/{worker.process.pid}/oom_score_adj").read_text() == "1000\n"
    assert Path("/proc/self/oom_score_adj").read_text() != "1000\n"


def test_a_child_that_dies_over_a_post_is_told(worker):
    worker.send_request({"source": "a"})
    threading.Timer(0.1, worker.process.kill).start()
    with pytest.raises(RenderError) as caught:
        worker.send_request({"source": "- **b**\n" * 100_000})
    assert caught.value.kind == "failed"


def test_a_fault_of_ours_is_no_end(worker):
    assert worker.send_request({"source": None})["error"][0] == "failed"
    assert worker.send_request({"source": "a"})["rendered"]["html"] == "<p>a</p>"


def test_the_child_ends_with_its_parent():
    script = (
        "from posts.rendering import worker;"
        "worker.render('a');"
        "print(next(w.process.pid for w in worker.WORKER_POOL.idle_workers.queue if w.process), flush=True)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], cwd=PROJECT_ROOT, capture_output=True, text=True, check=True
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_several_threads_render_at_once():
    results = []
    threads = [threading.Thread(target=lambda n=n: results.append(render(f"{n}").text)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [str(number) for number in range(8)]


def test_a_forked_process_has_workers_of_its_own():
    pool = WorkerPool(worker_count=1)
    with pool.borrow_worker() as before:
        before.send_request({"source": "a"})
    pool.create_workers()
    with pool.borrow_worker() as after:
        assert after is not before
        assert after.process is None
    before.stop_process()


def test_rendering_needs_no_django():
    script = (
        "import posts.rendering, sys; sys.exit(any(name.split('.')[0] == 'django' for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", script], cwd=PROJECT_ROOT, check=True)  # noqa: S603


def test_a_tree_too_deep_for_the_interpreter_is_called_so(monkeypatch):
    def descend(**_):
        raise RecursionError

    monkeypatch.setattr("posts.rendering.__main__.render_in_process", descend)

    assert answer_request({"source": "x"})["error"][0] == "too-deep"


def test_a_child_that_has_grown_gives_its_memory_back(worker, monkeypatch):
    worker.send_request({"source": "a"})
    assert worker.process
    monkeypatch.setattr("posts.rendering.worker.MAX_WORKER_BYTES", 1)
    assert worker.send_request({"source": "b"})["rendered"]["html"] == "<p>b</p>"
    assert worker.process is None


LARGE_SOURCE = "文字。\n\n" * (LARGE_SOURCE_CHARACTERS // 5 + 1)


def test_the_preview_of_a_large_source_is_rendered_with_what_others_leave():
    render(LARGE_SOURCE, is_preview=True)
    with LARGE_PREVIEW_POOL.borrow_worker() as large, WORKER_POOL.borrow_worker() as usual:
        usual.send_request({"source": "a"})
        niceness = [os.getpriority(os.PRIO_PROCESS, one.process.pid) for one in (usual, large)]
        # 19 is the lowest priority there is.
        assert niceness[1] == min(niceness[0] + LARGE_NICENESS, 19)


def test_what_is_saved_waits_for_no_preview_and_has_its_priority():
    with LARGE_PREVIEW_POOL.borrow_worker(), WORKER_POOL.borrow_worker() as usual:
        assert render(LARGE_SOURCE).html
        usual.send_request({"source": "a"})
        with LARGE_WORKER_POOL.borrow_worker() as saving:
            processes = [one.process.pid for one in (usual, saving)]
            assert len({os.getpriority(os.PRIO_PROCESS, process) for process in processes}) == 1
