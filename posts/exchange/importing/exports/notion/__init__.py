"""Exports of Notion, "Markdown & CSV" and "HTML": what their names, tables and texts mean.

`export_format` is what the import sees. `pages` finds pages and databases by the identity in their names
(`page_names`); `tables` reads the CSV of a database, `properties` makes fields of its columns; `reading`
reads a page of either kind, `markdown_pages` and `html_pages`; `links` leads what they link to.
"""
