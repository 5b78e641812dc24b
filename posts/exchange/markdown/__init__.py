"""Markdown as importing and exporting both read it: what in it is code, and where addresses stand."""
