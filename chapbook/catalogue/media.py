"""The media types of what is handed out, as reading programs tell them apart."""

from functools import lru_cache

EPUB, KEPUB, KINDLE = 'application/epub+zip', 'application/kepub+zip', 'application/vnd.amazon.mobi8-ebook'
# The longest ending that fits counts. A kepub has a type of its own, so that only Kobo’s readers take it.
TYPES = {
    '.kepub.epub': KEPUB, '.epub': EPUB, '.azw3': KINDLE, '.pdf': 'application/pdf', '.html': 'text/html',
    '.jpg': 'image/jpeg', '.png': 'image/png', '.svg': 'image/svg+xml', '.zip': 'application/zip', '.txt': 'text/plain',
    '.md': 'text/markdown', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json',
}  # fmt: skip
UNKNOWN = 'application/octet-stream'


@lru_cache(maxsize=1 << 14)
def media_type(name: str) -> str:
    """Return the media type of a file by its name."""
    endings = sorted((ending for ending in TYPES if name.lower().endswith(ending)), key=len)
    return TYPES[endings[-1]] if endings else UNKNOWN
