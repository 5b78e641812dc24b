"""Response headers of files in media: nothing that was uploaded may run as a page of this site."""

from pathlib import PurePosixPath

# Types that browsers display; other files are sent as attachments.
INLINE_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
# SVG drawings are documents: they get no scripts, no origin and no external content.
SANDBOX_POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
SANDBOXED_SUFFIXES = frozenset({".svg"})
# A browser displays a file in a document of its own, which has inline styles.
VIEWER_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'"
)


def get_file_headers(name: str) -> dict[str, str]:
    """Return the headers with which the file `name` of media may be sent."""
    suffix = PurePosixPath(name).suffix.lower()
    headers = {
        "Content-Type": INLINE_TYPES.get(suffix, "application/octet-stream"),
        "X-Content-Type-Options": "nosniff",
    }
    if suffix not in INLINE_TYPES:
        headers["Content-Disposition"] = "attachment"
    is_viewed = suffix in INLINE_TYPES and suffix not in SANDBOXED_SUFFIXES
    headers["Content-Security-Policy"] = VIEWER_POLICY if is_viewed else SANDBOX_POLICY
    return headers
