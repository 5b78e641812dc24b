"""Task lists."""

from posts.rendering.pipeline import render_in_process


def test_a_task_names_its_box():
    html = render_in_process("- [x] 写 **完**\n  - [ ] 子项\n- [ ] $x$").html
    assert '<input type="checkbox" disabled="" checked="" aria-label="写 完">' in html
    assert '<input type="checkbox" disabled="" aria-label="子项">' in html
    assert '<ul class="contains-task-list">' in html
