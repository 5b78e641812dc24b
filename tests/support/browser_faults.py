"""What a browser complains of by itself: errors in its console, requests to other hosts."""

from playwright.sync_api import ConsoleMessage, Page


class BrowserFaults(list[str]):
    """What went wrong in a page that no test looked at."""

    def watch(self, page: Page, origin: str) -> None:
        page.on("console", self.add_console_error)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("request", lambda request: self.add_foreign_request(request.url, origin))

    def add_console_error(self, message: ConsoleMessage) -> None:
        is_the_page_itself = message.location.get("url") == message.page.url
        if message.type == "error" and not (is_the_page_itself and "status of 404" in message.text):
            self.append(message.text)

    def add_foreign_request(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.append(f"asked another host: {url}")
