"""The forms of literature: an entry field by field, and what is imported."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from posts.exchange.literature_import import MAX_LITERATURE_BYTES, decode_literature
from posts.literature import ParsedEntry, parse_literature
from posts.literature.dates import format_date_text, parse_csl_date
from posts.literature.identifiers import find_arxiv, find_doi, is_arxiv_number
from posts.literature.names import format_typed_names, parse_typed_names
from posts.models import LiteratureEntry

TYPE_LABELS: dict[str, Any] = {
    "article-journal": pgettext_lazy("type of literature", "Journal article"),
    "paper-conference": pgettext_lazy("type of literature", "Conference paper"),
    "book": pgettext_lazy("type of literature", "Book"),
    "chapter": pgettext_lazy("type of literature", "Chapter"),
    "article": pgettext_lazy("type of literature", "Preprint"),
    "thesis": pgettext_lazy("type of literature", "Thesis"),
    "report": pgettext_lazy("type of literature", "Report"),
    "webpage": pgettext_lazy("type of literature", "Web page"),
    "post-weblog": pgettext_lazy("type of literature", "Blog post"),
    "article-newspaper": pgettext_lazy("type of literature", "Newspaper article"),
    "article-magazine": pgettext_lazy("type of literature", "Magazine article"),
    "software": pgettext_lazy("type of literature", "Software"),
    "dataset": pgettext_lazy("type of literature", "Dataset"),
    "patent": pgettext_lazy("type of literature", "Patent"),
    "standard": pgettext_lazy("type of literature", "Standard"),
    "manuscript": pgettext_lazy("type of literature", "Manuscript"),
    "document": pgettext_lazy("type of literature", "Other"),
}
NAMES_HELP = gettext_lazy("One per line: “Turing, Alan”, “王小明”, or {an organization} in braces.")
DATE_HELP = gettext_lazy("For example 2020, 2020-05 or 2020-05-17.")
# Variables of CSL by the names of the form's fields.
LITERATURE_TEXT_FIELDS = {
    "entry_title": "title", "container_title": "container-title", "collection_title": "collection-title",
    "volume": "volume", "issue": "issue", "pages": "page", "edition": "edition", "number": "number",
    "publisher": "publisher", "publisher_place": "publisher-place", "genre": "genre", "isbn": "ISBN",
    "url": "URL", "entry_language": "language", "note": "note",
}  # fmt: skip
NAME_FIELDS = {"author_names": "author", "editor_names": "editor", "translator_names": "translator"}
DATE_FIELDS = {"issued": "issued", "accessed": "accessed"}


def build_text_field(label: Any, help_text: Any = "", max_length: int = 1000) -> forms.CharField:
    style = "vTextField" if max_length <= 320 else "vLargeTextField"
    widget = forms.TextInput(attrs={"dir": "auto", "class": style})
    return forms.CharField(
        label=label, help_text=help_text, max_length=max_length, required=False, widget=widget
    )


def build_names_field(label: Any, rows: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField", "dir": "auto"})
    return forms.CharField(label=label, help_text=NAMES_HELP, required=False, widget=widget)


class LiteratureEntryForm(forms.ModelForm):
    """What a work is, field by field; what CSL has beside these fields is kept."""

    csl_type = forms.ChoiceField(label=gettext_lazy("Type"))
    entry_title = build_text_field(gettext_lazy("Title"))
    author_names = build_names_field(gettext_lazy("Authors"), 4)
    issued = build_text_field(gettext_lazy("Date"), DATE_HELP, 60)
    container_title = build_text_field(gettext_lazy("Journal, book or website"))
    volume = build_text_field(gettext_lazy("Volume"), max_length=60)
    issue = build_text_field(gettext_lazy("Issue"), max_length=60)
    pages = build_text_field(pgettext_lazy("of literature", "Pages"), max_length=60)
    publisher = build_text_field(gettext_lazy("Publisher, school or institution"))
    publisher_place = build_text_field(gettext_lazy("Place"), max_length=200)
    edition = build_text_field(gettext_lazy("Edition"), max_length=60)
    editor_names = build_names_field(gettext_lazy("Editors"), 2)
    translator_names = build_names_field(gettext_lazy("Translators"), 2)
    collection_title = build_text_field(gettext_lazy("Book series"))
    number = build_text_field(pgettext_lazy("of literature", "Number"), max_length=100)
    genre = build_text_field(gettext_lazy("Kind, such as “PhD thesis”"), max_length=100)
    isbn = build_text_field("ISBN", max_length=60)
    doi_typed = build_text_field("DOI", gettext_lazy("The number, or its address."), 320)
    arxiv_typed = build_text_field("arXiv", gettext_lazy("The number, or its address."), 100)
    url = build_text_field(gettext_lazy("Address"), max_length=2000)
    accessed = build_text_field(gettext_lazy("Accessed"), DATE_HELP, 60)
    entry_language = build_text_field(
        gettext_lazy("Language"),
        gettext_lazy("Such as zh-CN or en; it decides between “et al.” and “等”."),
        20,
    )
    note = build_text_field(gettext_lazy("Note"))

    class Meta:
        model = LiteratureEntry
        fields: ClassVar = ("key", "bibtex")
        widgets: ClassVar = {
            "key": AdminTextInputWidget,
            "bibtex": forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField", "spellcheck": "false"}),
        }
        help_texts: ClassVar = {
            "bibtex": gettext_lazy(
                "Kept as it was given. If you change it, the fields above are read from it."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.instance.data or {}
        types = {data["type"]: data["type"]} if data.get("type") else {}
        choices: Any = self.fields.get("csl_type")
        if choices is None:  # shown to somebody who may not change it
            return
        choices.choices = list({**types, **TYPE_LABELS}.items())
        initial: Any = self.initial
        initial["csl_type"] = data.get("type") or "article-journal"
        initial |= {name: data.get(variable, "") for name, variable in LITERATURE_TEXT_FIELDS.items()}
        initial |= {name: format_typed_names(data.get(key) or []) for name, key in NAME_FIELDS.items()}
        initial |= {name: format_date_text(data.get(key)) for name, key in DATE_FIELDS.items()}
        initial["doi_typed"] = data.get("DOI", "")
        initial["arxiv_typed"] = data.get("archive_location", "") if is_of_arxiv(data) else ""

    def clean_doi_typed(self) -> str:
        typed: str = self.cleaned_data["doi_typed"].strip()
        doi = find_doi(typed)
        if typed and not doi:
            raise ValidationError(_("A DOI looks like 10.1000/182."), code="invalid")
        return doi

    def clean_arxiv_typed(self) -> str:
        typed: str = self.cleaned_data["arxiv_typed"].strip()
        number = typed if is_arxiv_number(typed) else find_arxiv(f"arXiv:{typed}") or find_arxiv(typed)
        if typed and not number:
            raise ValidationError(_("A number of arXiv looks like 1706.03762."), code="invalid")
        return number

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        if url and not url.lower().startswith(("http://", "https://")):
            raise ValidationError(_("Enter an address that begins with https:// or http://."), code="invalid")
        return url

    def clean_bibtex(self) -> str:
        text: str = self.cleaned_data["bibtex"].strip()
        if text and "bibtex" in self.changed_data and self.read_bibtex(text) is None:
            raise ValidationError(_("Enter one complete entry of BibTeX, or none."), code="invalid")
        return text

    def read_bibtex(self, text: str) -> ParsedEntry | None:
        found = parse_literature(text)
        return found.entries[0] if len(found.entries) == 1 and not found.problems else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        entry = self.read_bibtex(cleaned["bibtex"]) if cleaned.get("bibtex") else None
        if entry and "bibtex" in self.changed_data:
            self.instance.data = dict(entry.data)
        elif "csl_type" in self.fields:
            self.instance.data = self.build_data(cleaned)
            if not self.instance.data.get("title") and "entry_title" not in self.errors:
                self.add_error("entry_title", _("Enter a title."))
        return cleaned

    def build_data(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Return the CSL-JSON of the fields; what was not changed stays as it is, to the letter."""
        data = dict(self.instance.data or {})
        typed: dict[str, Any] = {"type": cleaned.get("csl_type", "document"), "DOI": cleaned.get("doi_typed")}
        names = {**LITERATURE_TEXT_FIELDS, "doi_typed": "DOI", "csl_type": "type"}
        typed |= {variable: cleaned.get(name) for name, variable in LITERATURE_TEXT_FIELDS.items()}
        for name, variable in NAME_FIELDS.items():
            typed[variable] = parse_typed_names(cleaned.get(name) or "")
        for name, variable in DATE_FIELDS.items():
            typed[variable] = parse_csl_date(cleaned.get(name) or "")
        for name, variable in {**names, **NAME_FIELDS, **DATE_FIELDS}.items():
            if name in self.changed_data or variable not in data:
                set_variable(data, variable, typed[variable])
        if "arxiv_typed" in self.changed_data:
            set_variable(data, "archive", "arXiv" if cleaned.get("arxiv_typed") else "")
            set_variable(data, "archive_location", cleaned.get("arxiv_typed"))
        return data


def set_variable(data: dict[str, Any], variable: str, value: Any) -> None:
    if value:
        data[variable] = value
    else:
        data.pop(variable, None)


def is_of_arxiv(data: dict[str, Any]) -> bool:
    return bool(data.get("archive") == "arXiv")


class LiteratureImportForm(forms.Form):
    """A file, or what is pasted. `literature` of the cleaned data is the text."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("BibTeX (.bib) or CSL-JSON (.json), as Zotero and others export it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".bib,.bibtex,.json,.txt"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste it"),
        required=False,
        help_text=gettext_lazy("BibTeX, CSL-JSON, or a line with a DOI or an arXiv number for each work."),
        widget=forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField", "spellcheck": "false"}),
    )

    def clean_file(self) -> str:
        """Return the text of the file; "" for none."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > MAX_LITERATURE_BYTES:
            raise ValidationError(_("The file is too big."), code="size")
        try:
            return decode_literature(file.read())
        except UnicodeDecodeError as error:
            raise ValidationError(_("This is no text file."), code="binary") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        text = cleaned.get("file") or cleaned.get("text", "").strip()
        if not text and not self.errors:
            raise ValidationError(_("Choose a file, or paste something."), code="empty")
        return {**cleaned, "literature": text}
