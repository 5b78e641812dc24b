"""Copies of a post for elsewhere, of its one stored render: a page that stands alone, HTML for editors."""
