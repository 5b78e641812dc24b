"""What a browser complains of by itself: errors in its console, requests to other hosts."""

from playwright.sync_api import ConsoleMessage, Page


class BrowserFaults(list[str]):
    """What went wrong in a page that no test looked at."""

    def watch(self, page: Page, origin: str) -> None:
        page.on("console", self.add_console_error)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("request", lambda request: self.add_foreign_request(request.url, origin))

    def add_console_error(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self.is_expected(message):
            self.append(message.text)

    def is_expected(self, message: ConsoleMessage) -> bool:
        """Whether this is no fault: a page that is not there, a preview or a form that is refused.

        Nor is the driver's own script, which it tries to run where its mouse is above a sandboxed frame.
        """
        url = message.location.get("url", "")
        return (
            message.text.startswith("Blocked script execution in 'about:srcdoc'")
            or ("status of 404" in message.text and url == message.page.url)
            or ("status of 429" in message.text and url.endswith("/preview/"))
            or ("status of 422" in message.text and url.endswith(("/add/", "/change/")))
        )

    def add_foreign_request(self, url: str, origin: str) -> None:
        if not url.startswith((origin, "data:", "blob:")):
            self.append(f"asked another host: {url}")
