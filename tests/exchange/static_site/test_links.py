"""Links as pages, feeds and stylesheets write them."""

from posts.exchange.static_site.links import find_linked_addresses


def test_code_in_an_entry_of_a_feed_holds_no_link_of_the_feed():
    listing = '&amp;lt;?xml-stylesheet href="a.xsl"?&amp;gt; &lt;a href="/posts/x/"&gt;x&lt;/a&gt;'
    head = '<?xml-stylesheet href="/s.xsl"?><feed><link href="/?a=1&amp;b=2"/>'
    feed = f"{head}<content>{listing}</content></feed>"
    assert find_linked_addresses(feed, "application/atom+xml") == {"/s.xsl", "/?a=1&b=2", "/posts/x/"}
