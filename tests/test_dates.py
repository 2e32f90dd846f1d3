"""Dates as authors write them: what is understood, and what the calendar refuses."""

import pytest

from chapbook.dates import read_date


@pytest.mark.parametrize(
    ('written', 'iso'),
    [
        ('2026', '2026'), ('2026-03', '2026-03'), ('2026-3-1', '2026-03-01'), ('2026/03/01', '2026-03-01'),
        ('2026-03-01T10:00:00Z', '2026-03-01'), ('1. 3. 2026', '2026-03-01'), ('03.2026', '2026-03'),
        ('13/5/2026', '2026-05-13'), ('5/13/2026', '2026-05-13'), ('3/3/2026', '2026-03-03'), ('3/5/2026', '2026'),
        ('1st of March 2026', '2026-03-01'), ('March 1, 2026', '2026-03-01'), ('1er mars 2026', '2026-03-01'),
        ('15 de mayo de 2026', '2026-05-15'), ('c. 1890', '1890'), ('2025/26', '2025'), ('1890-1910', '1890'),
        ('1890–1910', '1890'), ('Friday, 1 March 2026', '2026'), ('yesterday', ''), ('ISBN 978-1234-5678', ''),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_form_it_was_written_in(written, iso):
    """A table of forms says which part is the day, and nothing is guessed."""
    assert read_date(written) == iso


@pytest.mark.parametrize('written', ['31.02.2026', '2026-13-01', '0000', '29.2.2025', '40/13/2026', '0. 3. 2026'])
def test_what_the_calendar_does_not_have_is_refused(written):
    """An impossible day is never taken for another."""
    with pytest.raises(ValueError, match=r'.'):
        read_date(written)
