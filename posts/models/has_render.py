"""What a post is rendered from, and what it keeps of the render."""

from dataclasses import asdict
from typing import Any

from posts import rendering
from posts.models.has_references import HasReferences
from posts.models.render_surroundings import get_render_surroundings
from posts.monitoring.metrics import time_render


class HasRender(HasReferences):
    """Base class of posts: their Markdown rendered to all the fields that are derived from it."""

    # What the last render was made from: a form renders in `clean()`, and `save()` need not again.
    _rendered_inputs: dict[str, Any] | None = None

    class Meta:
        abstract = True

    def render(self, *, is_preview: bool = False) -> None:
        """Fill every derived field from source, summary and title. Raises `rendering.RenderError`."""
        inputs = self.get_render_inputs()
        if inputs == self._rendered_inputs:
            return
        with time_render():
            result = rendering.render(**inputs, is_preview=is_preview)
        self.take_render(inputs, result)

    def get_render_inputs(self) -> dict[str, Any]:
        """Return the arguments of `rendering.render`."""
        post: Any = self
        inputs = {name: getattr(post, name) for name in ("source", "summary", "title", "language")}
        return inputs | get_render_surroundings(post)

    def take_render(self, inputs: dict[str, Any], result: rendering.RenderResult) -> None:
        """Fill every derived field from `result`, which was made from `inputs`."""
        for name, value in asdict(result).items():
            setattr(self, name, value)
        self.note_surroundings(inputs)
        self.renderer_version = rendering.RENDERER_VERSION
        self._rendered_inputs = inputs
