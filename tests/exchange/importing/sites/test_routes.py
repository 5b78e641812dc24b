"""Old addresses of posts of VitePress, Docusaurus and Astro."""

import pytest
from django.test import Client

from posts.models import Post

POST = "---\ntitle: One\ndate: 2026-01-02\n{fields}---\nText.\n"


@pytest.mark.parametrize(
    ("settings_file", "path", "fields", "routes"),
    [
        (".vitepress/config.ts", "posts/one-post.md", "", ["/posts/one-post.html", "/posts/one-post"]),
        (".vitepress/config.mts", "posts/one/index.md", "", ["/posts/one/"]),
        ("docusaurus.config.js", "blog/2026-01-02-one-post.md", "", ["/blog/2026/01/02/one-post"]),
        ("docusaurus.config.js", "blog/2026-01-02-one/index.md", "", ["/blog/2026/01/02/one"]),
        ("docusaurus.config.ts", "blog/x.md", "slug: hello\n", ["/blog/hello"]),
        ("docusaurus.config.ts", "docs/01-part/02-page.md", "", ["/docs/part/page"]),
        ("astro.config.mjs", "src/content/blog/one.md", "", ["/blog/one/"]),
        ("astro.config.mjs", "src/content/blog/x.mdx", "slug: two\n", ["/blog/two/"]),
        ("astro.config.mjs", "src/pages/posts/one.md", "", ["/posts/one/"]),
        ("astro.config.mjs", "src/content/docs/guides/one.md", "", ["/guides/one/"]),
    ],
)
def test_the_old_address_leads_to_the_post(import_files, settings_file, path, fields, routes):
    import_files({settings_file: 'export default {\n  base: "/old/",\n}\n', path: POST.format(fields=fields)})
    post = Post.objects.get()

    for route in routes:
        for old in (route, f"/old{route}"):
            answer = Client().get(old)
            assert answer.headers.get("Location", old) == post.get_absolute_url(), old
