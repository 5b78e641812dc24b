"""Markdown as other tools write it, rewritten as ours: formulas, macros, wiki links, marks."""
