"""`python fill.py`, with the posts as JSON on its standard input: make the database and the pages."""

import json
import sys

import django

django.setup()

from blog.models import BlogIndex, BlogPage  # noqa: E402  (not before the set-up)
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402

package = settings.DATA_DIR / settings.MIGRATION_MODULES["blog"]
package.mkdir()
(package / "__init__.py").touch()
call_command("makemigrations", "blog", verbosity=0)
call_command("migrate", verbosity=0)
index = Page.get_first_root_node().add_child(instance=BlogIndex(title="Latest updates", slug="blog"))
Site.objects.update(site_name="Transmission", root_page=index)
for post in json.load(sys.stdin):
    tags = post.pop("tags")
    page = index.add_child(instance=BlogPage(**post))
    page.tags.add(*tags)
    page.save()
