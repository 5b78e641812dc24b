"""Exports of other tools: recognised by what is in them, and turned into a folder of Markdown.

`opening` opens whatever is given to an import. An export goes through its format (`formats`, one module or
package for each tool), which yields a `ConvertedPost` (`converted`) for each post; `writing` writes them into
a folder, which the import reads as it reads any other site (`site`). So dry run, undoing, pictures, redirects
and checks are the same for all.
"""
