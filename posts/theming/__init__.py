"""Themes: a folder outside the tree, whose templates and static files go before the site's own."""
