"""QR codes: what they say, how large they are, and that they are read after what is done to them."""

import re

import pytest
from copier import DPI, codes_in, photocopied, seen
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from chapbook.codes import LEAST_MODULE_MM, MOST_MODULES, QUIET, code_of, wifi
from chapbook.problems import ChapbookError

ADDRESS = 'https://example.org/the-office-of-small-repairs'
# What a telephone’s camera makes of a millimetre at a metre: 1080 pixels for 50 degrees.
PIXELS_PER_MM_AT_A_METRE = 1.16


def drawn(code, size_mm):
    """Return a code as a printer with 300 dpi prints it, quiet zone and all."""
    picture = Image.new('L', (code.modules + 2 * QUIET,) * 2, 255)
    for y, row in enumerate(code.rows):
        for x, dark in enumerate(row):
            picture.putpixel((x + QUIET, y + QUIET), 255 * (not dark))
    side = round(size_mm / 25.4 * DPI * picture.width / code.modules)
    return picture.resize((side, side), Image.Resampling.NEAREST)


@pytest.mark.parametrize('distance_mm', [250, 700, 1000, 1500])
@pytest.mark.parametrize('says', ['http://chapbook.local/', ADDRESS, wifi('Corner table', 'pass it on')])
def test_a_code_is_read_from_its_distance(says, distance_mm):
    """A code of the computed size, copied twice on a worn copier, is read by a telephone as far away as it is for."""
    code = code_of(says)
    picture = photocopied(drawn(code, code.size_mm(distance_mm)))
    assert seen(picture, PIXELS_PER_MM_AT_A_METRE * 1000 / distance_mm) == [says]


def test_the_size_matters():
    """A code of a quarter of its size, copied alike, is lost on the same camera at the same distance."""
    code = code_of(ADDRESS)
    picture = photocopied(drawn(code, code.size_mm(700) / 4))
    assert seen(picture, PIXELS_PER_MM_AT_A_METRE / 0.7) == []


def test_size_goes_by_distance_and_modules():
    """25 modules are a tenth of the distance wide; more modules take more in proportion; near ones stay copyable."""
    code = code_of('http://chapbook.local/')
    assert code.modules == 25
    assert code.size_mm(1000) == pytest.approx(100)
    assert code.distance_mm(100) == pytest.approx(1000)
    larger = code_of(ADDRESS)
    assert larger.size_mm(1000) == pytest.approx(100 * larger.modules / 25)
    assert code.size_mm(10) == pytest.approx(25 * LEAST_MODULE_MM)


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=100))
@example('WIFI:T:WPA;S:Café Größe;P:ñandú;;')
def test_any_words_come_back(says):
    """What a code says is read back letter by letter, with at least 15 per cent that may be damaged."""
    code = code_of(says)
    assert code.correction in 'MQH'
    assert codes_in(drawn(code, code.size_mm(250))) == [says]


def test_a_drawing_has_every_module():
    """The drawing is one path of black rectangles: those of the dark modules, none twice."""
    code = code_of(ADDRESS)
    svg = code.svg()
    cells = [
        (int(x) + step, int(y))
        for x, y, width in re.findall(r'M(\d+) (\d+)h(\d+)', svg)
        for step in range(int(width))
    ]  # fmt: skip
    dark = [(x, y) for y, row in enumerate(code.rows) for x, module in enumerate(row) if module]
    assert sorted(cells) == sorted(dark)
    assert svg.count('<path') == 1


@pytest.mark.parametrize(
    ('ssid', 'password', 'says'),
    [
        ('Table', 'pass it on', 'WIFI:T:WPA;S:Table;P:pass it on;;'),
        ('Table', '', 'WIFI:T:nopass;S:Table;;'),
        ('a;b:c,"d"\\', 'x;y', r'WIFI:T:WPA;S:a\;b\:c\,\"d\"\\;P:x\;y;;'),
    ],
)
def test_a_network_is_joined_by_its_code(ssid, password, says):
    """The code names the network and its password, with the signs escaped that mean something there."""
    assert wifi(ssid, password) == says


@pytest.mark.parametrize('length', [400, 5000])
def test_too_much_for_a_code_is_an_error(length):
    """An address that would make modules too fine is refused, with what to do."""
    with pytest.raises(ChapbookError, match='too fine') as fault:
        code_of('https://example.org/' + 'x' * length)
    assert 'shorter' in str(fault.value)
    assert code_of('https://example.org/' + 'x' * 200).modules <= MOST_MODULES
