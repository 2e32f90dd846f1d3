"""The tag tree, as a listener hears it."""

import pytest
from pamphlets import opened


@pytest.mark.parametrize(('name', 'turned'), [('page-one-line', '/L2R'), ('page-arabic', '/R2L')])
def test_pages_turn_as_the_language_is_written(name, turned):
    """A viewer that shows two pages puts the first of a text from the right on the left."""
    assert opened(name).Root.ViewerPreferences.Direction == turned
