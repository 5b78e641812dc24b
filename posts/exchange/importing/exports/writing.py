"""The posts of an export written as Markdown with front matter."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import yaml

from posts.exchange.exporting.document import FrontMatterDumper
from posts.exchange.exporting.layouts import get_comments_name
from posts.exchange.importing.exports.converted import (
    ConversionReport,
    ConvertedPost,
    ExportError,
    make_identity_uid,
)
from posts.exchange.importing.reader import clean_old_slug


def write_posts(
    posts: Iterable[ConvertedPost],
    folder: Path,
    format_name: str,
    report: ConversionReport,
    on_post: Callable[[int], None],
) -> dict[Path, ConvertedPost]:
    """Write `posts` below `folder`; return them by the path of their file.

    One that cannot be written goes into `report`. `on_post` is called with the number of posts so far.
    """
    written: dict[Path, ConvertedPost] = {}
    for post in posts:
        path = folder / post.path
        try:
            completed = complete_front_matter(post, format_name)
            write_post(completed, path, folder)
            written[path] = replace(completed, body="", comments=())  # it is in the file
        except (ExportError, OSError, ValueError, yaml.YAMLError) as error:
            report.add_failure(post.path, error)
        on_post(len(written))
    return written


def complete_front_matter(post: ConvertedPost, format_name: str) -> ConvertedPost:
    """Return `post` with a `uid`, its slug in our spelling, and without keys that hold nothing."""
    fields = {key: value for key, value in post.front_matter.items() if value not in ("", [], (), None)}
    if "slug" in fields:
        fields["slug"] = clean_old_slug(str(fields["slug"]))
    fields.setdefault("uid", make_identity_uid(format_name, post.identity or post.path))
    return replace(post, front_matter=fields)


def write_post(post: ConvertedPost, path: Path, folder: Path) -> None:
    """Write one post. Raises ExportError where its path leads out or is taken, and OSError."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ExportError("its path leads out of the folder")
    if path.exists():
        raise ExportError("another post has the same path")
    fields = dict(post.front_matter)
    head = yaml.dump(
        fields, Dumper=FrontMatterDumper, allow_unicode=True, sort_keys=False, width=float("inf")
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}---\n\n{post.body}", encoding="utf-8", newline="\n")
    if post.comments:
        comments = folder / get_comments_name(post.path)
        comments.parent.mkdir(parents=True, exist_ok=True)
        comments.write_text(json.dumps(post.comments, ensure_ascii=False), encoding="utf-8")
