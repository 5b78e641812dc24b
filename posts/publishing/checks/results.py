"""Results of publish checks."""

from dataclasses import asdict, dataclass

from posts.models.render_messages import format_warning

# Kinds that prevent publishing. The rest is left to the author.
ERROR_KINDS = frozenset(
    {
        "conflict",
        "dead-address",
        "dead-link",
        "empty-picture",
        "formula",
        "missing-file",
        "missing-label",
        "missing-reference",
        "no-text",
        "no-title",
        "refused",
        "slug-empty",
        "slug-taken",
        "unclosed-fence",
        "unclosed-formula",
        "upload-place",
    }
)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A result of a check, with the fields of the renderer's warnings."""

    kind: str
    line: int | None = None
    detail: str = ""
    field: str = "source"

    @property
    def is_error(self) -> bool:
        return self.kind in ERROR_KINDS

    @property
    def message(self) -> str:
        return format_warning(asdict(self))

    @property
    def sort_key(self) -> tuple[bool, bool, int]:
        """Errors first, then by line, those without a line last."""
        return not self.is_error, self.line is None, self.line or 0
