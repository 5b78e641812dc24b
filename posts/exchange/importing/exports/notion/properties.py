"""Columns of Notion's databases as fields of a post, by the names that people give them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from posts.exchange.importing.records.dates import parse_date
from posts.models import get_site
from posts.models.tag_parsing import parse_tags

# The names of columns, folded by `fold_name`, by what they say.
PROPERTY_NAMES: dict[str, str] = {
    name: meaning
    for meaning, names in {
        "title": "name title 名称 标题 文章标题 名稱 標題",
        "slug": "slug url_slug permalink 网址别名 别名 链接别名 路径",
        "date": "date publish_date published_date publication_date post_date publish_time published_at "
        "published_on publishdate pubdate 日期 发布日期 发布时间 发表日期 发表时间 發布日期",
        "created": "created created_time created_at created_on date_created creation_date created_date "
        "创建时间 创建日期 建立时间 建立日期 創建時間",
        "updated": "updated updated_at last_updated last_edited last_edited_time last_edited_at modified "
        "last_modified edited 最后编辑时间 上次编辑时间 最近编辑时间 更新时间 更新日期 修改时间 最后更新时间",
        "tags": "tags tag keywords topics 标签 标籤 標籤 关键词 话题",
        "category": "category categories 分类 类别 分類 類別 栏目",
        "status": "status state stage publish_status 状态 狀態 发布状态 文章状态",
        "published": "published publish public is_published live 已发布 发布 公开 是否发布 是否公开",
        "draft": "draft is_draft 草稿",
        "summary": "summary description excerpt abstract 摘要 简介 描述 概要 简述",
        "authors": "author authors writer by 作者",
        "cover": "cover cover_image thumbnail featured_image 封面 封面图 头图 题图",
        "language": "language lang locale 语言 語言",
        "series": "series 系列 专栏 专题 合集",
        "pinned": "pinned pin sticky 置顶",
        "kind": "type kind 类型 類型",
        "password": "password 密码 密碼",
        "aliases": "aliases old_url old_urls 旧地址 旧网址",
    }.items()
    for name in names.split()
}
PUBLISHED_WORDS = frozenset(
    "published publish live public posted online 已发布 发布 已发表 发表 已公开 公开 已上线 已發布".split()  # noqa: SIM905
)
# What only says that a page is not public yet; other words of a status are kept with its columns.
DRAFT_WORDS = frozenset("draft drafts unpublished private invisible 草稿 未发布 未發布 私密 隐藏".split())  # noqa: SIM905
YES_WORDS = frozenset({"yes", "true", "✅", "☑", "是", "1"})
NO_WORDS = frozenset({"no", "false", "❌", "☐", "否", "0"})
PAGE_KINDS = frozenset({"page", "页面", "单页", "独立页面"})
POST_KINDS = frozenset({"post", "blog", "blog_post", "article", "文章", "博客", "博文"})
DATE_MEANINGS = frozenset({"date", "created", "updated", "published"})
# What blogs on top of Notion keep in the same database.
OTHER_KINDS = frozenset({"menu", "submenu", "notice", "config", "菜单", "子菜单", "公告", "配置"})
# Values of choices that fields of a post hold, by meaning; others are kept.
UNDERSTOOD_WORDS = {
    "status": PUBLISHED_WORDS | DRAFT_WORDS,
    "kind": PAGE_KINDS | POST_KINDS | OTHER_KINDS,
    **dict.fromkeys(("published", "draft", "pinned"), YES_WORDS | NO_WORDS),
}
# A file or page in a property: `name (path)`, several with commas between.
LINKED_VALUE = re.compile(
    r"(?P<name>[^(),][^(]*?)\s*\((?P<address>[^()\s]+(?:\([^()]*\)[^()\s]*)*)\)(?:,\s*|$)"
)
PROPERTY_LINE = re.compile(r"(?P<name>[^:\n]{1,80}): ?(?P<value>.*)")


@dataclass(slots=True)
class PropertyFields:
    """What the properties of a page say: keys of front matter, why it is no post, and notes.

    `kept`: the values that no key holds, by the names of their columns.
    """

    front_matter: dict[str, Any] = field(default_factory=dict)
    skip_reason: str = ""
    notes: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def is_public(self) -> bool:
        return self.front_matter.get("draft") is None


def fold_name(name: str) -> str:
    """Return the name of a column as PROPERTY_NAMES has it."""
    return re.sub(r"[\s_-]+", "_", re.sub(r"[^\w\s-]", "", name).strip().lower())


def get_meaning(name: str) -> str:
    return PROPERTY_NAMES.get(fold_name(name), "")


def read_properties(values: Mapping[str, str]) -> PropertyFields:
    """Return the fields of a page with these properties. Nothing is public unless a property says so."""
    by_meaning: dict[str, list[str]] = {}
    kept = {}
    for name, value in values.items():
        meaning = get_meaning(name)
        found = by_meaning.setdefault(meaning, [])
        if value.strip():
            if is_kept(meaning, value.strip(), is_first=not found):
                kept[name] = value.strip().removeprefix("@")
            found.append(value.strip())
    texts = {meaning: found[0] for meaning, found in by_meaning.items() if found}
    fields = PropertyFields(read_texts(texts), kept=kept)
    add_dates(fields, texts)
    add_taxonomy(fields, by_meaning)
    add_state(fields, texts)
    return fields


def is_kept(meaning: str, value: str, *, is_first: bool) -> bool:
    """Whether no field of a post says what a column does; `is_first`: the first one with this meaning."""
    if meaning in {"tags", "category", "title", "password"}:
        return False
    if not meaning or not is_first:
        return True
    if meaning in DATE_MEANINGS and any(map(str.isdigit, value[1:])):
        return "→" in value or not is_imported_date(value)
    if meaning in UNDERSTOOD_WORDS:
        return fold_name(value) not in UNDERSTOOD_WORDS[meaning] and value not in YES_WORDS | NO_WORDS
    return meaning == "cover" and len(split_links(value)) > 1


def is_imported_date(value: str) -> bool:
    """Whether a date can be read, and is none before 1970, which a post cannot have."""
    found = read_notion_date(value, PropertyFields())
    return found is not None and found >= "1970"


def read_texts(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields that are a text or a list of names, as exports of this software name them."""
    authors = split_property_names(texts.get("authors", ""))
    return {
        "slug": texts.get("slug", "").strip("/"),
        "author": authors[0] if len(authors) == 1 else authors,
        "series": texts.get("series", ""),
        "lang": texts.get("language", ""),
        "summary": texts.get("summary", ""),
        "cover": next(iter(split_links(texts.get("cover", ""))), ""),
        "aliases": [alias for alias in re.split(r"[,\s]+", texts.get("aliases", "")) if alias],
        "pinned": is_yes(texts.get("pinned", "")) or None,
    }


def add_dates(fields: PropertyFields, texts: Mapping[str, str]) -> None:
    """Set the dates of a page; of a period the first day, and of no date of its own when it was created."""
    published_on = texts.get("published", "")
    found = {
        name: read_notion_date(texts[name], fields)
        for name in ("date", "created", "updated")
        if name in texts
    }
    if "date" not in found and any(map(str.isdigit, published_on)):
        found["date"] = read_notion_date(published_on, fields)
    date = found.get("date") or found.get("created")
    updated = found.get("updated")
    fields.front_matter |= {"date": date, "lastmod": updated, "updated": updated}


def read_notion_date(value: str, fields: PropertyFields) -> str | None:
    """Return a date of Notion's (`@January 5, 2023 10:00 AM (GMT+8) → …`) as ISO 8601; None without one."""
    text = re.sub(r"\((\w[\w+:/-]*)\)", r"\1", value.partition("→")[0].strip().lstrip("@"))
    try:
        found = parse_date(text, get_site().zone)
    except ValueError as error:
        fields.notes.append(f"date: {error}")
        return None
    return found.moment.isoformat() if found else None


def add_taxonomy(fields: PropertyFields, by_meaning: Mapping[str, list[str]]) -> None:
    """Set category and tags. A post has one category: further ones become tags."""
    categories = [name for value in by_meaning.get("category", []) for name in split_property_names(value)]
    tags = [name for value in by_meaning.get("tags", []) for name in split_property_names(value)]
    fields.front_matter |= {"categories": categories[:1], "tags": [*tags, *categories[1:]]}


def add_state(fields: PropertyFields, texts: Mapping[str, str]) -> None:
    """Set whether the page is public, what kind it is of, or why it is left out."""
    kind = fold_name(texts.get("kind", ""))
    if kind in OTHER_KINDS:
        fields.skip_reason = f"its type is {texts['kind']}: it belongs to the old site"
    if kind in PAGE_KINDS:
        fields.front_matter["kind"] = "page"
    status = texts.get("status", "")
    is_public = fold_name(status) in PUBLISHED_WORDS if status else is_yes(texts.get("published", ""))
    if is_yes(texts.get("draft", "")):
        is_public = False
    if is_public and texts.get("password"):
        is_public = False
        fields.notes.append("draft: it was protected by a password, which posts do not have here")
    fields.front_matter |= {"draft": None if is_public else True, "published": None if is_public else False}


def is_yes(value: str) -> bool:
    return value.strip().lower() in YES_WORDS


def split_property_names(value: str) -> list[str]:
    """Return the names in a property with several of them, without the addresses of pages behind them."""
    return parse_tags(LINKED_VALUE.sub(lambda match: f"{match['name']}, ", value))


def split_links(value: str) -> list[str]:
    """Return the addresses in a property with files or links."""
    linked = [match["address"] for match in LINKED_VALUE.finditer(value)]
    return linked or [address for address in (part.strip() for part in value.split(",")) if address]


def split_property_lines(lines: list[str], columns: Iterable[str] | None) -> tuple[dict[str, str], int]:
    """Return the properties in the lines below a title, up to an empty one, and how many lines they are.

    `columns`: those of the page's database; None where it is not known, and only lines count then that are
    properties each, at least one of which PROPERTY_NAMES knows.
    """
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    found = [PROPERTY_LINE.fullmatch(line) for line in lines[:end]]
    names = [match["name"].strip() if match else "" for match in found]
    if columns is None:
        is_block = all(names) and any(map(get_meaning, names))
        known = set(names)
    else:
        known = set(columns)
        is_block = bool(names) and names[0] in known
    if not is_block:
        return {}, 0
    values: dict[str, str] = {}
    name = ""
    for line, match in zip(lines[:end], found, strict=True):
        if match and match["name"].strip() in known and match["name"].strip() not in values:
            name = match["name"].strip()
            values[name] = match["value"]
        else:
            values[name] += f"\n{line}"
    return values, end
