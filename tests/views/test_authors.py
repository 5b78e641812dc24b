"""Authors as readers meet them."""

from django.contrib.auth.models import User

from posts.models import Profile


class TestReaders:
    def test_a_post_ends_with_who_wrote_it(self, client, make_post, profile):
        page = client.get(make_post().get_absolute_url()).content.decode()
        assert '<aside class="author-bio"' in page
        assert "写模型的人。<br>也写信。" in page
        assert page.count(f'<a rel="author" href="{profile.get_absolute_url()}">林默</a>') == 2

    def test_a_byline_names_others_and_leads_to_nobody(self, client, make_post, profile):
        page = client.get(make_post(byline="客座").get_absolute_url()).content.decode()
        assert "客座" in page
        assert profile.get_absolute_url() not in page

    def test_without_a_page_there_is_only_a_name(self, client, make_post):
        page = client.get(make_post().get_absolute_url()).content.decode()
        assert "<span>林默</span>" in page
        assert 'rel="author"' not in page

    def test_the_page_lists_live_posts_of_its_author_alone(self, client, make_post, profile):
        make_post("Theirs")
        make_post("Hidden", published_at=None)
        make_post("Another's", author=User.objects.create_user("other"))
        page = client.get(profile.get_absolute_url())
        assert [post.title for post in page.context["posts"]] == ["Theirs"]
        assert "写模型的人。" in page.content.decode()

    def test_its_address_is_made_in_pinyin_and_never_taken_twice(self, profile):
        other = Profile.objects.create(user=User.objects.create_user("b"), name="林默")
        assert [profile.slug, other.slug] == ["lin-mo", "lin-mo-2"]

    def test_addresses_in_the_text_are_links(self, client, make_post, profile):
        profile.text = "写信：a@example.org\n<https://www.example.org/me/>"
        profile.save()
        post = make_post()
        for path in (profile.get_absolute_url(), post.get_absolute_url()):
            page = client.get(path).text
            assert '<a rel="me" href="mailto:a@example.org">a@example.org</a><br>' in page
            assert '&lt;<a rel="me" href="https://www.example.org/me/">example.org/me/</a>&gt;' in page

    def test_an_unknown_author_is_not_found(self, client, db):
        assert client.get("/authors/nobody/").status_code == 404

    def test_the_sitemap_names_it_once_something_is_live(self, client, make_post, profile):
        assert profile.get_absolute_url() not in client.get("/sitemap.xml").content.decode()
        make_post()
        assert profile.get_absolute_url() in client.get("/sitemap.xml").content.decode()
