"""Drawings that carry their faces."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from chapbook.book import Picture
from chapbook.drawings import with_faces

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<g font-family="{}" font-style="{}"><text>quiz <tspan>é</tspan></text></g></svg>'
)


def drawing(family, style='normal'):
    """Return a drawing whose words are set in a face."""
    return Picture('a.svg', DRAWING.format(family, style).encode(), 'image/svg+xml', 9, 9)


@pytest.mark.parametrize(('style', 'count'), [('normal', 1), ('italic', 2)])
def test_a_drawing_brings_the_faces_it_names(style, count):
    """A drawing in a face of ours holds it, upright or both, with the letters of its words alone."""
    dressed = with_faces(drawing('EB Garamond, serif', style)).decode()
    faces = re.findall(r'base64,([^)]+)\)', dressed)
    assert len(faces) == count
    for face in faces:
        letters = set(TTFont(io.BytesIO(base64.b64decode(face))).getBestCmap())
        assert letters == set(map(ord, 'quiz é'))


@pytest.mark.parametrize(
    'picture',
    [
        drawing('serif'),
        Picture(
            'a.svg', b'<svg xmlns="http://www.w3.org/2000/svg"><title>EB Garamond</title></svg>', 'image/svg+xml', 9, 9
        ),
        Picture('a.png', b'EB Garamond', 'image/png', 9, 9),
    ],
)
def test_other_pictures_stay_as_they_are(picture):
    """A drawing in other faces or without words, and a photograph, keep their bytes."""
    assert with_faces(picture) == picture.data
