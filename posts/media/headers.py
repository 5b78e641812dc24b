"""How files in media go out: nothing that was uploaded may run as a page of this site."""

from pathlib import PurePosixPath

# What browsers show by themselves; everything else is offered for saving.
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
# Drawings are documents: they get no script, no origin and nothing from outside.
SANDBOX_POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
SANDBOXED_SUFFIXES = frozenset({".svg"})
# A browser shows a picture by itself in a page of its own, which has styles of its own.
VIEWER_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'"
)


def get_file_headers(name: str) -> dict[str, str]:
    """Return the headers under which the file `name` of media may be sent."""
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
