"""Jupyter notebooks (nbformat 3 and 4) as Markdown: `read_notebook` and `write_notebook`.

`shortening` leaves out of the file what is too large before it is parsed; `reading` makes a `Notebook`
(`document`) of the JSON; `writing` makes Markdown of it, with `outputs` of cells, whose text `terminal_text`
cleans.

The package knows no models and no folders: whoever calls it gets the files of outputs one by one.
"""
