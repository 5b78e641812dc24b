"""The library in the admin: imported, edited field by field, merged; posts that cite it follow."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from posts.exchange.literature_import import import_literature
from posts.models import LiteratureAlias, LiteratureEntry

LIST = reverse("admin:posts_literatureentry_changelist")
IMPORT = reverse("admin:posts_literatureentry_import")
BIBTEX = r"""@article{king, title={On {Engines}}, author={King, Ada and {Royal Society}}, year={1843},
  journal={Memoirs}, custom={kept}, doi={10.1000/engines}}"""


def build_form_data(response, **changed):
    """Return what the form in `response` would send, with `changed`."""
    form = response.context["adminform"].form
    fields = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in {**fields, **changed}.items()}


def test_what_is_pasted_or_uploaded_is_imported_and_told(admin_client):
    response = admin_client.post(IMPORT, {"text": BIBTEX + "\n@book{broken, title={"})
    assert "1 reference added" in response.text
    assert "Line 3: This entry is broken" in response.text
    file = SimpleUploadedFile("文献.bib", "@book{分析, title={数学分析}}".encode("gbk"))
    assert "1 reference added" in admin_client.post(IMPORT, {"file": file}).text
    listed = admin_client.get(LIST).text
    assert all(text in listed for text in ("On Engines", "数学分析", "@king"))
    assert "Choose a file" in admin_client.post(IMPORT, {}).text
    assert "no text file" in admin_client.post(IMPORT, {"file": SimpleUploadedFile("a.bib", b"\0")}).text


def test_an_entry_is_edited_field_by_field_and_keeps_the_rest(admin_client, make_post):
    post = make_post("Engines", source="As [@king] says.")
    import_literature(BIBTEX)
    entry = LiteratureEntry.objects.get()
    entry.data["PMID"] = "7"
    entry.save()
    url = reverse("admin:posts_literatureentry_change", args=[entry.pk])
    page = admin_client.get(url)
    assert post.title in page.text
    data = build_form_data(page, entry_title="On <b>engines</b>", author_names="King, Ada\n王小明")
    assert admin_client.post(url, data).status_code == 302
    entry.refresh_from_db()
    assert entry.data["author"] == [{"given": "Ada", "family": "King"}, {"literal": "王小明"}]
    assert (entry.data["title"], entry.data["PMID"]) == ("On <b>engines</b>", "7")
    assert entry.bibtex == BIBTEX
    assert "On &lt;b&gt;engines&lt;/b&gt;" in admin_client.get(LIST).text
    changed = BIBTEX.replace("1843", "1844")
    admin_client.post(url, build_form_data(admin_client.get(url), bibtex=changed))
    entry.refresh_from_db()
    assert (entry.year, entry.bibtex, entry.title) == (1844, changed, "On Engines")
    admin_client.post(url, build_form_data(admin_client.get(url), key="lovelace"))
    admin_client.post(url, build_form_data(admin_client.get(url), key="king"))
    entry.refresh_from_db()
    assert entry.list_keys() == ["king", "lovelace"]
    wrong = {"bibtex": "@article{", "doi_typed": "x", "url": "javascript:alert(1)", "key": "a b"}
    response = admin_client.post(url, build_form_data(admin_client.get(url), **wrong))
    assert set(response.context["adminform"].form.errors) == {"bibtex", "doi_typed", "url", "key"}


def test_an_entry_is_added_by_hand(admin_client):
    url = reverse("admin:posts_literatureentry_add")
    data = build_form_data(
        admin_client.get(url),
        key="vaswani",
        entry_title="Attention",
        arxiv_typed="https://arxiv.org/abs/1706.03762",
    )
    assert admin_client.post(url, data).status_code == 302
    entry = LiteratureEntry.objects.get()
    assert (entry.arxiv, entry.data["archive"]) == ("1706.03762", "arXiv")
    again = admin_client.post(url, data)
    assert "key" in again.context["adminform"].form.errors


def test_duplicates_are_found_and_merged(admin_client):
    import_literature(BIBTEX)
    import_literature(
        json.dumps([{"id": "other", "title": "Engines", "DOI": "10.1000/ENGINES", "note": "n"}])
    )
    one, other = LiteratureEntry.objects.order_by("pk")
    filtered = admin_client.get(LIST, {"duplicates": "possible"})
    assert len(filtered.context["cl"].result_list) == 2
    chosen = {"action": "merge", "_selected_action": [one.pk, other.pk]}
    page = admin_client.post(LIST, chosen)
    assert admin_client.get(page.url).status_code == 200
    admin_client.post(page.url, {"kept": one.pk})
    assert LiteratureEntry.objects.get().data["note"] == "n"
    assert LiteratureAlias.objects.get().key == "other"
    add = reverse("admin:posts_literatureentry_add")
    response = admin_client.post(add, build_form_data(admin_client.get(add), key="other", entry_title="New"))
    assert "key" in response.context["adminform"].form.errors


def test_authors_add_and_only_editors_change(author_client):
    import_literature(BIBTEX)
    entry = LiteratureEntry.objects.get()
    response = author_client.post(
        IMPORT, {"text": BIBTEX.replace("1843", "1850") + "@book{new, title={New}}"}
    )
    assert "1 reference added" in response.text
    assert "only an editor" in response.text
    entry.refresh_from_db()
    assert entry.year == 1843
    url = reverse("admin:posts_literatureentry_change", args=[entry.pk])
    assert "On Engines" in author_client.get(url).text
    assert author_client.post(url, {}).status_code == 403
    assert author_client.get(reverse("admin:posts_literatureentry_merge")).status_code == 403
