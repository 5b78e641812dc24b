"""Exports of Ghost, versions 0.4 to 6: one JSON file, alone or with the folder `content` of its site.

`database` reads the tables of the JSON; `posts` makes a `ConvertedPost` of each row; `texts` and `body` make
Markdown of its text, which is Lexical (`lexical`), mobiledoc (`mobiledoc`), Markdown or HTML, with `cards` in
it; `formulas` finds formulas in it.
"""
