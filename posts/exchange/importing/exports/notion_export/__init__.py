"""Exports of Notion, "Markdown & CSV" and "HTML": what their names, tables and texts mean.

`pages` finds pages and databases by the identity in their names; `tables` reads the CSV of a database;
`properties` makes fields of its columns; `markdown_pages` and `html_pages` read a page of either kind,
`markdown_repair` mends the first; `links` leads what they link to.
"""
