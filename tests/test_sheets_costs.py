"""What copies take: sheets, reams, staples and money, from the front matter or from options."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from folding import A5, A7, page_file, saved
from pikepdf import AttachedFileSpec, Name

from chapbook import editions, make
from chapbook.cli import main
from chapbook.front_matter import read_metadata
from chapbook.metadata import Metadata
from chapbook.problems import Severity, UsageError
from chapbook.sheets import PAPERS, USUAL, Job, costs, lay_out

PRICES = 'ream=4.50,side=0.03,staples=2.90,currency=€'


@pytest.mark.parametrize(
    ('scheme', 'count', 'run'),
    [
        ('saddle', 16, costs.Run(40, 160, 320, 80)),
        # The back of the sheet with the last page has nothing on one half; a side is a side.
        ('saddle', 5, costs.Run(40, 80, 160, 80)),
        ('saddle', 1, costs.Run(40, 40, 40, 80)),
        ('signatures', 32, costs.Run(40, 320, 640, 0)),
        ('cut-and-stack', 5, costs.Run(40, 80, 160, 0)),
    ],
)
def test_copies_are_counted_from_what_lies_on_sheets(scheme, count, run):
    """Sheets, sides with something on them, and two staples where a booklet is stapled."""
    imposed = lay_out(saved(page_file(count, A5)), PAPERS['a4'], Job(scheme))
    assert costs.of_imposition(imposed.imposition, 40, stapled=scheme == 'saddle') == run


@pytest.mark.parametrize('guide', [False, True])
@pytest.mark.parametrize('count', [1, 5, 16])
def test_a_booklet_is_counted_from_its_file(count, guide):
    """The file of an edition tells the same as its imposition; a guide on its last page is one sheet for all copies."""
    book = SimpleNamespace(metadata=Metadata('Title', guide=guide))
    pages = saved(page_file(count, A5))
    pdf = editions.EDITIONS['booklet-a4'].render(book, None, lambda _: pages)
    imposition = lay_out(pages, PAPERS['a4'], USUAL).imposition
    run = costs.of_sheets(pdf, 7, guide=guide)
    assert run == costs.of_imposition(imposition, 7, stapled=True, guide=guide)
    assert run.sheets == 7 * -(-count // 4) + guide


def test_a_zine_is_one_sheet_printed_on_one_side():
    """Of a zine there is one sheet a copy, one side, no staple."""
    pages = saved(page_file(8, A7))
    pdf = lay_out(pages, PAPERS['a4'], Job('zine')).pdf
    assert costs.of_sheets(pdf, 7, stapled=False) == costs.Run(7, 7, 7, 0)


def test_costs_add_up():
    """A ream is five hundred sheets and a box a thousand staples; the sum is rounded once, at its end."""
    prices = costs.prices((('ream', '4.50'), ('side', '0,03'), ('staples', '2.90'), ('copy', '0.5'), ('currency', '€')))
    run = costs.Run(40, 160, 320, 80)
    # 160 × 0.009 + 320 × 0.03 + 80 × 0.0029 + 40 × 0.5
    assert run.cost(prices) == Decimal('31.27')
    assert costs.told(run, prices) == (
        '40 copies: 160 sheets (1 ream), 320 printed sides, 80 staples, 31.27 €, 0.78 € each'
    )
    assert costs.told(run.with_guide(), prices) == (
        '40 copies and the guide once: 161 sheets (1 ream), 321 printed sides, 80 staples, 31.31 €, 0.78 € each'
    )
    assert costs.told(costs.Run(1, 501, 1002, 0), costs.Prices()) == '1 copy: 501 sheets (2 reams), 1002 printed sides'


@pytest.mark.parametrize(
    ('pairs', 'said'),
    [
        ([('raem', '4')], 'did you mean “ream”'),
        ([('ink', '4')], 'there are: ream, sheet, side'),
        ([('ream', 'four')], 'the price of ream is “four”'),
        ([('ream', '-1')], 'give a number such as 4.50'),
        ([('ream', 'NaN')], 'give a number such as 4.50'),
        ([('ream', '4'), ('sheet', '0.01')], 'there are two prices for a sheet'),
    ],
)
def test_prices_that_make_no_sense_are_refused(pairs, said):
    """An unknown thing, no number, or two prices for one thing: an error with a way out."""
    with pytest.raises(UsageError, match=said):
        costs.prices(pairs)


@pytest.mark.parametrize('words', ['ream=4,50', 'ream', ''])
def test_prices_of_an_option_have_a_point(words):
    """A comma parts prices there: one within a price is told."""
    with pytest.raises(UsageError, match='has no price\nhint: say ream=4.50, with a point'):
        costs.listed(words)


@pytest.mark.parametrize('command', [['build'], ['impose', 'pages.pdf']])
def test_prices_without_copies_are_wrong_use(command, capsys):
    """Prices are refused where nothing is counted."""
    assert main([*command, '--prices', 'ream=4']) == 2
    assert 'say --paper-count N as well' in capsys.readouterr().err


def test_the_command_tells_what_copies_take(tmp_path, capsys):
    """`--paper-count` adds a line; prices come from an option, else from the text that the pages carry."""
    plain, carrying = tmp_path / 'plain.pdf', tmp_path / 'carrying.pdf'
    pdf = page_file(16)
    pdf.save(plain)
    text = b'---\ntitle: T\nlang: en\nprices: {side: 0.05, currency: CHF}\n---\n\nWords.\n'
    pdf.attachments['index.md'] = AttachedFileSpec(pdf, text, filename='index.md', relationship=Name.Source)
    pdf.Root.AF = [pdf.attachments['index.md'].obj]
    pdf.save(carrying)
    told = []
    for file, more in ((plain, []), (plain, ['--prices', PRICES]), (carrying, []), (carrying, ['--prices', 'copy=1'])):
        assert main(['impose', str(file), '--paper-count', '40', *more]) == 0
        told.append(capsys.readouterr().out.splitlines()[-1])
    assert told == [
        '40 copies: 160 sheets (1 ream), 320 printed sides, 80 staples',
        '40 copies: 160 sheets (1 ream), 320 printed sides, 80 staples, 11.27 €, 0.28 € each',
        '40 copies: 160 sheets (1 ream), 320 printed sides, 80 staples, 16.00 CHF, 0.40 CHF each',
        '40 copies: 160 sheets (1 ream), 320 printed sides, 80 staples, 40.00, 1.00 each',
    ]


@pytest.mark.parametrize('word', ['0', 'many', '-3', '9999999'])
def test_a_number_of_copies_is_a_number(tmp_path, word, capsys):
    """No copies, or what is no number, is wrong use."""
    (tmp_path / 'p.pdf').write_bytes(saved(page_file(4)))
    assert main(['impose', str(tmp_path / 'p.pdf'), f'--paper-count={word}']) == 2
    assert 'is not a number of copies' in capsys.readouterr().err


def test_front_matter_has_prices_and_asks_for_a_guide():
    """`prices` and `guide` are read; a mistake in them is told with its line and a way out."""
    metadata, problems = read_metadata(
        'title: T\nlang: en\nguide: yes\nprices: {ream: "4,50", currency: €}\n', Path('t.md')
    )
    assert (metadata.guide, metadata.prices, problems) == (True, (('ream', '4,50'), ('currency', '€')), [])
    for line, said in (
        ('prices: 4', 'a group'),
        ('prices: {raem: 4}', 'did you mean'),
        ('prices: {ream: x}', 'is “x”'),
    ):
        _, problems = read_metadata(f'title: T\nlang: en\n{line}\n', Path('t.md'))
        assert said in str(problems[0])
        assert str(problems[0]).startswith('t.md:4: error')


def request(copies, prices=None):
    """Return what asks for so many copies."""
    return make.Request(Path(), Path(), copies=copies, prices=prices)


def test_a_build_tells_what_its_booklets_take():
    """Of all editions the booklets are counted, with the prices of their text, each under the name of its file."""
    book = SimpleNamespace(
        slug='text', metadata=Metadata('T', prices=(('side', '0.05'), ('currency', '€')), guide=True)
    )
    pages = saved(page_file(8, A5))
    row = editions.EDITIONS['booklet-a4']
    rendered = [
        SimpleNamespace(edition=editions.EDITIONS['pdf'], data=pages),
        SimpleNamespace(edition=row, data=row.render(book, None, lambda _: pages)),
    ]
    (told,) = make._counted(book, rendered, request(10))
    assert (told.severity, told.message) == (
        Severity.NOTE,
        ('text-booklet-a4.pdf: 10 copies and the guide once: 21 sheets (1 ream), 41 printed sides, 20 staples, '
        '2.05 €, 0.21 € each'),
    )  # fmt: skip
    (told,) = make._counted(book, rendered, request(10, costs.listed('sheet=1,currency=CHF')))
    assert told.message.endswith('21.00 CHF, 2.10 CHF each')


def test_a_build_without_booklets_says_that_nothing_was_counted():
    """Where no sheets are made of a text, there is a warning, and what would be counted."""
    book = SimpleNamespace(slug='text', metadata=Metadata('T'), sources=[SimpleNamespace(path=Path('text.md'))])
    rendered = [SimpleNamespace(edition=editions.EDITIONS['copier'], data=saved(page_file(8, A5)))]
    (told,) = make._counted(book, rendered, request(10))
    assert told.severity is Severity.WARNING
    assert str(told).startswith('text.md: warning: --paper-count counts booklets and zines, and none was made')
    assert '-e booklet ' in told.hint
