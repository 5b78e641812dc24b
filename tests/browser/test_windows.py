"""What these tests rest upon: no window finds what another test left behind."""

from tests.browser.windows import PLAIN, Visitor

LEAVE = """async () => {
  document.cookie = "left=1";
  localStorage.left = sessionStorage.left = "1";
  await caches.open("left");
  await new Promise((done) => { indexedDB.open("left").onsuccess = done; });
}"""
FIND = """async () => [
  document.cookie,
  ...Object.keys(localStorage),
  ...Object.keys(sessionStorage),
  ...(await caches.keys()),
  ...(await indexedDB.databases()).map((database) => database.name),
].filter(Boolean)"""


def test_a_window_finds_nothing_of_those_before_it(browser, live_server):
    visitor = Visitor(browser, live_server.url)
    with visitor.visit():
        page = visitor.open()
        page.goto(PLAIN)
        page.evaluate(LEAVE)
        page.reload()
        assert len(page.evaluate(FIND)) == 5
    with visitor.visit():
        page = visitor.open()
        page.goto(PLAIN)
        assert page.evaluate(FIND) == []
    visitor.context.close()
