"""Suffixes of the files that an import reads or copies."""

# Texts of posts.
MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd", ".rmarkdown"}
# Sources from which another tool generates the Markdown file beside them.
GENERATOR_SUFFIXES = {".rmd", ".rmarkdown", ".qmd"}
IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}
# Files that readers may download. None that a browser would run as part of this site.
DOWNLOADS = """
    pdf epub doc docx ppt pptx xls xlsx csv tsv txt json yml yaml toml bib tex
    ipynb py r rda rds rdata sh sql c cpp h java
    zip gz tgz bz2 xz 7z tar mp3 m4a ogg wav mp4 webm mov
"""
ATTACHMENT_SUFFIXES = {f".{suffix}" for suffix in DOWNLOADS.split()}
