"""Markdown as each tool has it, rewritten as ours."""
