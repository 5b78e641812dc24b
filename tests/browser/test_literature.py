"""Literature: a file is read into the bibliography of a post, and keys are completed while one types."""

from playwright.sync_api import expect

from posts.exchange.literature_import import import_literature


def test_keys_of_the_library_and_of_the_post_are_completed(editor_page):
    import_literature("@book{king, title={Sketch of the Engine}, author={Ada King}, year=1843}")
    bibliography = editor_page.locator("#id_bibliography")
    bibtex = "@book{kingsley, title={数学的原理}}".encode("gbk")
    file = {"name": "a.bib", "mimeType": "text/plain", "buffer": bibtex}
    editor_page.locator("[data-bibliography-file] input").set_input_files(file)
    expect(bibliography).to_have_value(bibtex.decode("gbk"))

    source = editor_page.locator("#id_source")
    source.focus()
    source.press_sequentially("As [@king")
    options = editor_page.locator(".completion-list [role=option]")
    expect(options.locator(".completion-kind")).to_have_text(["kingsley", "king"])
    expect(options.locator(".completion-label")).to_have_text(["数学的原理", "Sketch of the Engine"])
    source.press("ArrowDown")
    source.press("Enter")
    expect(source).to_have_value("As [@king]")
    source.press_sequentially(", p. 3")
    expect(source).to_have_value("As [@king, p. 3]")
