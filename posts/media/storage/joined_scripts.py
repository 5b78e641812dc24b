"""Which scripts of Django's admin are collected as one file.

They are plain scripts that share the names of the page, and run in this order. A list that a page asks
for is replaced by the file only where that holds nothing the page did not ask for.
"""

from collections.abc import Mapping, Sequence

VENDOR = "admin/js/vendor"
LIST_SCRIPTS = (
    f"{VENDOR}/jquery/jquery.min.js",
    "admin/js/jquery.init.js",  # takes jQuery off the page: what extends it stands before
    "admin/js/core.js",
    "admin/js/admin/RelatedObjectLookups.js",
    "admin/js/actions.js",
    "admin/js/urlify.js",
    "admin/js/prepopulate.js",
    f"{VENDOR}/xregexp/xregexp.min.js",
)


def list_form_scripts(language: str) -> tuple[str, ...]:
    """Return the scripts of a form with times and a choice by Select2, which speaks `language`."""
    jquery, *others = LIST_SCRIPTS
    select2 = (f"{VENDOR}/select2/select2.full.min.js", f"{VENDOR}/select2/i18n/{language}.js")
    times = ("admin/js/calendar.js", "admin/js/admin/DateTimeShortcuts.js")
    return (jquery, *select2, *others, *times, "admin/js/autocomplete.js")


# The name of each file, larger ones first.
JOINED_SCRIPTS: Mapping[str, Sequence[str]] = {
    "admin/js/joined-form.zh-CN.js": list_form_scripts("zh-CN"),
    "admin/js/joined-form.en.js": list_form_scripts("en"),
    "admin/js/joined-list.js": LIST_SCRIPTS,
}
