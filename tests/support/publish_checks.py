"""Results of publish checks that most tests leave out."""

OPTIONAL_KINDS = {"no-summary", "no-category", "no-tags"}
