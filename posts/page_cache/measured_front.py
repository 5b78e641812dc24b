"""The front, with its answers counted for /metrics."""

from asyncio import AbstractEventLoop
from typing import Any

from posts.monitoring.metrics import StoredPageCounter, count_request, set_gauges
from posts.page_cache.file_responses import WSGIResponse
from posts.page_cache.front import Front
from posts.page_cache.keys import PageKey
from posts.page_cache.request_body import RequestError


class MeasuredFront(Front):
    """Counts what needs no thread, and what is refused; the rest is counted by MetricsMiddleware."""

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        super().__rsgi_init__(loop)
        self.stored_pages = StoredPageCounter()

    def send_stored_page(self, key: PageKey, scope: Any, headers: Any, protocol: Any) -> bool:
        was_sent = super().send_stored_page(key, scope, headers, protocol)
        if was_sent:
            self.stored_pages.count()
        return was_sent

    def answer_at_once(self, scope: Any, headers: Any) -> WSGIResponse | None:
        response = super().answer_at_once(scope, headers)
        if response is not None:
            is_health = scope.path in {"/livez", "/healthz"}
            count_request("health" if is_health else "static", response.status)
        return response

    async def make_response(self, scope: Any, headers: Any, protocol: Any) -> WSGIResponse:
        set_gauges(front_requests=self.pages.requests + self.media.requests + 1)
        try:
            return await super().make_response(scope, headers, protocol)
        except RequestError as refused:
            count_request("refused", refused.status)
            raise
        finally:
            pages = self.store.pages
            set_gauges(
                front_requests=self.pages.requests + self.media.requests,
                store_bytes=pages.size,
                store_pages=len(pages.pages),
            )
