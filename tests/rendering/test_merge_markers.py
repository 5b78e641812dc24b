"""Marks of a merge in a text, found."""

from posts.diffing.merge import merge_texts
from posts.rendering import render
from posts.rendering.merge_markers import find_merge_markers, has_merge_markers, marker_label
from tests.support.dates import LONG_AGO


class TestMarks:
    MERGED = merge_texts("一", "二", "三", (marker_label("yours", LONG_AGO), marker_label("A B", LONG_AGO)))

    def test_they_are_seen_until_the_last_is_gone(self):
        lines = self.MERGED.text.split("\n")
        assert has_merge_markers(self.MERGED.text)
        assert has_merge_markers("\n".join(lines[1:]))
        assert not has_merge_markers("二\n\n=======\n")

    def test_a_post_about_git_may_show_its_marks(self):
        assert not has_merge_markers("```\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> feature/2026-01\n```")

    def test_each_place_is_told_once_by_its_line(self):
        text = f"前\n{self.MERGED.text}\n后\n{self.MERGED.text}"
        assert find_merge_markers(text) == [2, 8]
        assert find_merge_markers("\n".join(text.split("\n")[2:])) == [4, 6]

    def test_they_are_among_the_warnings_of_a_render(self):
        warnings = render(self.MERGED.text).warnings
        assert [(warning.kind, warning.line) for warning in warnings] == [("conflict", 1)]
