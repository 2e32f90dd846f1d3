"""The few pages that the server says itself, in plain HTML that asks for nothing."""

from html import escape

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ font: 1.125rem/1.5 Georgia, serif; max-width: 34em; margin: 2em auto; padding: 0 1em }}
h1 {{ font-size: 1.5em; font-weight: normal; line-height: 1.2 }}
a.way {{ font-size: 1.25em }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{words}
</main>
</body>
</html>
"""
WAY = '<p><a class="way" href="/">{}</a></p>'


def missing() -> bytes:
    """Return the page that says that there is no such file."""
    words = '<p>Perhaps it had another name, or was taken away since.</p>\n' + WAY.format('Everything that is here')
    return _page('There is no such file here', words)


def no_feed() -> bytes:
    """Return the page that says that there is no feed for e-readers."""
    words = (
        '<p>What is handed out here was put together without one. A browser shows it all the same.</p>\n'
        + WAY.format('Everything that is here')
    )
    return _page('There is no feed for e-readers here', words)


def welcome(address: str) -> bytes:
    """Return the page for telephones that show it in a window which keeps no file."""
    shown = escape(address)
    words = (
        '<p>Texts to read, to keep and to pass on. They come from the laptop beside you; nothing here needs the '
        'internet.</p>\n'
        + WAY.format('Read here')
        + '\n<p>To keep a file, close this window, stay in this network even '
        f'if your telephone misses the internet, and open in your browser:</p>\n<p><strong>{shown}</strong></p>'
    )
    return _page('Read, print, pass on', words)


def _page(title: str, words: str) -> bytes:
    return PAGE.format(title=title, words=words).encode()
