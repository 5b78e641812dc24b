"""The site as files: what a reader of the live site gets, and nothing else."""

import json
import re

import pytest

from posts.exchange.static_site.folder import EXPORT_FOLDER, ExportFolderError
from posts.exchange.static_site.link_check import iter_broken_links
from posts.exchange.static_site.page_writer import PageWriter
from posts.exchange.static_site.search_index import hash_token
from posts.models import Category, Post
from posts.views.address_counters import counters
from tests.support.preview_links import hidden_draft, preview_link

__all__ = ["hidden_draft", "preview_link"]


def read_files(export):
    """Return the content of each file by its path, of what is published."""
    root = export.folder.root
    files = {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if not name.startswith(EXPORT_FOLDER)}


def find_broken_links(export):
    paths = [path for path in export.folder.files if not path.startswith(EXPORT_FOLDER)]
    return list(iter_broken_links(export.folder.root, paths, export.address, export.redirects))


class TestFirstExport:
    def test_the_files_are_the_live_site_byte_for_byte(self, site, export_site, client):
        export = export_site()
        files = read_files(export)
        assert export.problems == []
        assert find_broken_links(export) == []
        compared = set()
        for path, data in files.items():
            address = f"/{path.removesuffix('index.html')}"
            # Pages of lists link to folders, a script searches, and there is no API: all else is the same.
            if b'class="pagination"' in data or path.startswith(("static/", "search/", "_", ".no", "llms")):
                continue
            if path == "404.html" or b'http-equiv="refresh"' in data:
                continue
            response = client.get(address, headers={"host": "testserver"})
            if response.status_code == 301:
                continue  # the old address of a feed, where files have a copy
            live = b"".join(response) if response.streaming else response.content
            assert (path, live) == (path, data)
            compared.add(path)
        assert {
            "about/index.html", "about/tools/index.html", "posts/扩散/index.html",
            "posts/unlisted/index.html", "feeds/rss.xml", "feeds/feed.json",
            "categories/models/feeds/atom.xml", "sitemap.xml", "robots.txt", "favicon.ico",
            "manifest.webmanifest", "categories/index.html", "series/xi-lie/index.html", "archive/index.html",
            "posts/second/card.png", "card.png", next(path for path in files if path.startswith("media/")),
            next(path for path in files if path.startswith("posts/third/diagrams/")),
        } <= compared  # fmt: skip

    @pytest.mark.variation
    def test_lists_have_a_folder_for_each_page(self, site, export_site, client):
        export = export_site()
        files = read_files(export)
        second = files["page/2/index.html"].decode()
        live = client.get("/?page=2").content.decode()
        expected = live.replace("?page=1", "/").replace("?page=2", "/page/2/").replace("//page", "/page")
        assert second == expected
        assert '<link rel="canonical" href="http://testserver/page/2/">' in second
        assert 'href="/page/2/"' in files["index.html"].decode()
        assert not re.search(rb'href="\?page=', b"".join(files.values()))

    def test_nothing_private_is_written(self, site, export_site, make_post, preview_link):
        counters.missed.clear()
        counters.followed.clear()
        make_post("Careless", source=f"[look]({preview_link}) and [write](/admin/) and [find](/search/?q=x)")
        export = export_site()
        files = read_files(export)
        text = b"".join(data for path, data in files.items() if path != "robots.txt")
        assert b"A secret draft" not in text
        assert b"Hidden" not in text
        assert not any(path.startswith(("admin/", "shared/", "accounts/", "posts/secret")) for path in files)
        # Nor do its requests count as a reader's.
        assert not counters.missed
        assert not counters.followed
        state = (export.folder.root / EXPORT_FOLDER / "manifest.json").read_text()
        assert "SELECT" not in state

    @pytest.mark.variation
    def test_old_addresses_lead_to_the_new_ones(self, site, export_site):
        export = export_site()
        files = read_files(export)
        new = "/posts/%E6%89%A9%E6%95%A3/"
        page = files["2013/旧文.html"].decode()
        assert f'content="0; url={new}"' in page
        assert f'<link rel="canonical" href="http://testserver{new}">' in page
        assert f'url={new}"' in files["posts/old/index.html"].decode()
        # What feeds are called elsewhere.
        assert files["atom.xml"] == files["feeds/atom.xml"]
        assert "/atom.xml /feeds/atom.xml 301" in files["_redirects"].decode()
        lines = files["_redirects"].decode().splitlines()
        assert f"/posts/old/ {new} 301" in lines
        assert f"/posts/old {new} 301" in lines
        assert f"/posts/old/* {new}:splat 301" in lines
        nginx = (export.folder.own / "redirects.map").read_text()
        assert f'"/2013/旧文.html" "{new}";' in nginx
        assert f'"~^/posts/old/(?<rest>.+)$" "{new}$rest";' in nginx

    @pytest.mark.variation
    def test_below_a_path_of_another_site_every_link_has_that_path(self, site, export_site):
        export = export_site("https://lin.github.io/blog")
        files = read_files(export)
        html = b"".join(data for path, data in files.items() if path.endswith((".html", ".xml"))).decode()
        assert not re.search(r'<[^<>]*\s(?:href|src|srcset|action)="/(?!blog/)', html)
        assert "invalid" not in html
        assert '<link rel="canonical" href="https://lin.github.io/blog/posts/second/">' in html
        assert "<link>https://lin.github.io/blog/posts/second/</link>" in html
        assert json.loads(files["manifest.webmanifest"])["start_url"] == "/blog/"
        assert find_broken_links(export) == []


class TestSecondExport:
    def test_only_what_changed_is_made_again(self, site, export_site, monkeypatch):
        export_site()
        asked = []
        write = PageWriter.write_response
        monkeypatch.setattr(
            PageWriter,
            "write_response",
            lambda self, address, path: asked.append(address) or write(self, address, path),
        )
        same = export_site()
        assert same.counts["written"] == 0
        # What reads no row of the database may depend on anything.
        assert not [address for address in asked if address.startswith(("/posts/s", "/tags/", "/feeds/"))]
        asked.clear()
        Category.objects.get().delete()
        Post.objects.get(slug="third").delete()
        Post.objects.filter(slug="second").update(title="Renamed", title_html="", title_text="")
        changed = export_site()
        files = read_files(changed)
        assert "categories/models/index.html" not in files
        assert not any(path.startswith(("posts/third", "categories/models")) for path in files)
        assert "/posts/unlisted/" not in asked
        assert "Renamed" in files["index.html"].decode()
        assert find_broken_links(changed) == []
        assert read_files(export_site(force=True)) == files

    @pytest.mark.variation
    def test_an_interrupted_export_is_taken_up(self, site, export_site, monkeypatch, make_post, tmp_path):
        make_post("Short-lived", slug="short-lived")
        write = PageWriter.write_response

        def stop(self, address, path):
            if "/archive/" in address:
                raise KeyboardInterrupt
            return write(self, address, path)

        with monkeypatch.context() as patch:
            patch.setattr(PageWriter, "write_response", stop)
            with pytest.raises(KeyboardInterrupt):
                export_site()
        (tmp_path / "site" / EXPORT_FOLDER / "parts" / "123").write_bytes(b"half")
        Post.objects.get(slug="short-lived").delete()
        export = export_site()
        assert "posts/short-lived/index.html" not in read_files(export)
        assert not list((export.folder.own / "parts").iterdir())
        assert read_files(export_site(name="whole")).keys() == read_files(export).keys()


class TestFolders:
    def test_a_folder_with_other_things_is_refused(self, db, tmp_path, export_site, settings):
        (tmp_path / "site").mkdir()
        (tmp_path / "site" / "thesis.tex").write_text("years of work")
        with pytest.raises(ExportFolderError, match=r"thesis\.tex"):
            export_site()
        assert [path.name for path in (tmp_path / "site").iterdir()] == ["thesis.tex"]
        settings.MEDIA_ROOT = tmp_path / "media"
        with pytest.raises(ExportFolderError, match="would mix"):
            export_site(name="media/site")
        with pytest.raises(ExportFolderError, match="would mix"):
            export_site(name=".")
        (tmp_path / "file").write_text("")
        with pytest.raises(ExportFolderError, match="is a file"):
            export_site(name="file")

    def test_what_a_pages_host_needs_is_kept(self, db, tmp_path, export_site):
        (tmp_path / "site" / ".git").mkdir(parents=True)
        (tmp_path / "site" / "CNAME").write_text("example.org")
        export_site()
        assert (tmp_path / "site" / "CNAME").read_text() == "example.org"
        assert (tmp_path / "site" / "index.html").exists()


class TestSearchIndex:
    @pytest.mark.variation
    def test_posts_are_found_by_pairs_of_characters_by_words_and_by_filters(self, site, export_site):
        files = read_files(export_site())
        head = json.loads(files["search/index/index.json"])
        results = json.loads(files["search/index/posts-0.json"])
        assert head["posts"] == len(results) == 3
        assert head["posts"] == len({result["url"] for result in results})
        number = next(place for place, result in enumerate(results) if result["title"] == "扩散模型")

        def find(token):
            shard = json.loads(files[f"search/index/{hash_token(token) % head['shards']}.json"])
            return shard.get(token, "").split(".")

        digit = "ABC"[number]
        assert find("扩散") == [digit, *find("扩散")[1:]]
        assert find("正文") == ["", "", digit]
        assert find("＼nabla") == ["", "", digit]
        assert find("tag:扩 散")[2]
        assert find("category:生 成 模 型")[2]
        assert find("secret") == [""]
        assert find("unlisted") == [""]
        assert b"data-index" in files["search/index.html"]
        assert b"static-search" in files["search/index.html"]
