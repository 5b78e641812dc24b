"""Suffixes of the files that an import reads or copies."""

# Texts of posts.
MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd", ".rmarkdown"}
# Exports of other tools that are one file.
EXPORT_SUFFIXES = {".xml", ".wxr", ".json", ".ipynb", ".dat"}
# Sources from which another tool generates the Markdown file beside them.
GENERATOR_SUFFIXES = {".rmd", ".rmarkdown", ".qmd"}
IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".heif"}
# Files that readers may download. None that a browser would run as part of this site.
DOWNLOADS = """
    pdf epub doc docx ppt pptx xls xlsx csv tsv txt json yml yaml toml bib tex
    ipynb py r rda rds rdata sh sql c cpp h java
    zip gz tgz bz2 xz 7z tar mp3 m4a ogg wav mp4 webm mov
"""
ATTACHMENT_SUFFIXES = {f".{suffix}" for suffix in DOWNLOADS.split()}

# Texts that may be posts of the old site, and that nothing here reads; the reason is for people.
UNREAD_TEXTS = {
    ".ipynb": "a notebook; convert it to Markdown first (jupyter nbconvert --to markdown)",
    ".rst": "reStructuredText; convert it to Markdown first (pandoc -t gfm)",
    ".adoc": "AsciiDoc; convert it to Markdown first",
    ".asciidoc": "AsciiDoc; convert it to Markdown first",
    ".org": "Org mode; convert it to Markdown first (pandoc -t gfm)",
    ".textile": "Textile; convert it to Markdown first (pandoc -t gfm)",
    ".wiki": "wiki text; convert it to Markdown first",
    ".mediawiki": "wiki text; convert it to Markdown first (pandoc -t gfm)",
    ".tex": "LaTeX; convert it to Markdown first (pandoc -t gfm)",
    ".rnw": "Sweave; convert it to Markdown first",
    ".typ": "Typst; convert it to Markdown first",
    ".html": "HTML, not Markdown",
    ".htm": "HTML, not Markdown",
    ".docx": "a document of Word; convert it to Markdown first (pandoc -t gfm)",
    ".doc": "a document of Word; convert it to Markdown first",
    ".odt": "a document of LibreOffice; convert it to Markdown first (pandoc -t gfm)",
    ".enex": "notes of Evernote; convert them to Markdown first",
    ".canvas": "a canvas of Obsidian",
    ".base": "a base of Obsidian",
    ".excalidraw": "a drawing of Excalidraw",
}
UNKNOWN_KIND = "a file of a kind that is not read"
# What belongs to the old site itself, or to its folder, and is no post in any tool.
SITE_FILES = """
    css scss sass less styl js mjs cjs ts tsx jsx vue astro svelte mts map lock xml ico woff woff2 ttf otf
    eot ejs pug njk liquid hbs mustache tmpl swig toml yaml yml json json5 jsonc ini cfg conf env txt log bat
    cmd sh rproj rprofile bst csl bib py rb gemspec go mod sum
"""
SITE_SUFFIXES = {f".{suffix}" for suffix in SITE_FILES.split()}


def find_unread_reason(suffix: str) -> str:
    """Return why files with this suffix, in lower case, are no posts; "" for those that need no word."""
    if suffix in UNREAD_TEXTS:
        return UNREAD_TEXTS[suffix]
    known = MARKDOWN_SUFFIXES | IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES | SITE_SUFFIXES | {""}
    return "" if suffix in known else UNKNOWN_KIND
