"""The command make_variants."""

import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command

from posts.models import Picture
from tests.support.image_files import make_photograph


class TestCommand:
    def test_pictures_of_posts_are_registered_and_get_variants(self, make_post):
        name = default_storage.save("before.jpg", ContentFile(make_photograph()))
        post = make_post(source=f"![]({default_storage.url(name)}) ![](/media/gone.png)", cover=name)
        output = io.StringIO()
        call_command("make_variants", verbosity=0, stdout=output)
        picture = Picture.objects.get()
        post.refresh_from_db()
        assert (picture.name, picture.title, picture.widths) == (name, "before", [480, 600])
        assert post.cover_widths == [480, 600]
        assert "480.avif" in post.html

    def test_the_command_prints_what_it_did(self, make_picture):
        make_picture()
        output = io.StringIO()
        call_command("make_variants", stdout=output)
        assert output.getvalue() == "1 pictures checked, 0 resized.\n"
