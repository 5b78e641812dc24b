"""Exports of WordPress: WXR files, one or several parts, with or without the folder of uploads.

`export_format` runs it: `wxr_reader` reads the XML, `catalogue` collects what items refer to, `fields` and
`content` make front matter and Markdown of one item. `content` masks code, then asks `blocks` (the block
editor), `shortcodes`, `formulas` and `auto_paragraphs` (the classic editor) for HTML, and has it converted.
"""
