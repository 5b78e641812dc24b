import pytest, os
from django.urls import reverse
from posts.exchange.literature_import import import_literature
from posts.models import LiteratureEntry
from playwright.sync_api import expect
BIB=r"""@article{vaswani2017, title={Attention is all you need}, author={Vaswani, Ashish and Shazeer, Noam and Parmar, Niki and Uszkoreit, Jakob}, year=2017, journal={Advances in Neural Information Processing Systems}, volume=30, eprint={1706.03762}, archivePrefix={arXiv}, doi={10.48550/arXiv.1706.03762}}
@book{陈纪修2004, title={数学分析}, author={陈纪修 and 於崇华 and 金路}, publisher={高等教育出版社}, address={北京}, year=2004}
@inproceedings{ho2020, title={Denoising diffusion probabilistic models}, author={Ho, Jonathan and Jain, Ajay and Abbeel, Pieter}, booktitle={NeurIPS}, year=2020}
@misc{ho2020a, title={Denoising Diffusion Probabilistic Models}, author={Jonathan Ho}, year=2020, url={https://arxiv.org/abs/2006.11239}}"""
@pytest.mark.parametrize("scheme", ["light","dark"])
@pytest.mark.parametrize("lang", ["en","zh-hans"])
def test_shots(open_page, editor_session, client, settings, scheme, lang, make_post):
    settings.LANGUAGE_CODE = lang
    import_literature(BIB)
    make_post("注意力", source="如 [@vaswani2017] 所述")
    e=LiteratureEntry.objects.get(key="vaswani2017"); h=LiteratureEntry.objects.get(key="ho2020a")
    for width in (1280, 390):
        for name, url in {"list": reverse("admin:posts_literatureentry_changelist"), "form": reverse("admin:posts_literatureentry_change", args=[e.pk]), "dup": reverse("admin:posts_literatureentry_change", args=[h.pk]), "import": reverse("admin:posts_literatureentry_import")}.items():
            page = open_page(url, width=width, color_scheme=scheme, **editor_session)
            if name=="import":
                page.locator("#id_text").fill("@book{x, title={New}}\n@book{x, title={New}}\n@article{broken, title={")
                page.locator("input[type=submit]").click()
                page.wait_for_load_state()
            page.screenshot(path=f"/tmp/shots/{name}-{width}-{scheme}-{lang}.png", full_page=True)
            page.close()
def test_editor(editor_page):
    import_literature(BIB)
    s=editor_page.locator("#id_source"); s.focus(); s.press_sequentially("As [@")
    editor_page.wait_for_timeout(600)
    editor_page.screenshot(path="/tmp/shots/editor.png")
    editor_page.keyboard.press("Escape")
    b=editor_page.locator("#id_bibliography"); editor_page.locator("fieldset", has=b).locator("summary").click()
    b.scroll_into_view_if_needed(); editor_page.screenshot(path="/tmp/shots/bibfield.png")
