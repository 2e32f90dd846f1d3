"""Printers that print one side: all fronts first, then all backs on the same paper put back into the tray."""

from dataclasses import dataclass
from typing import TypeVar

from chapbook.problems import UsageError, error

Item = TypeVar('Item')
FIRST, SECOND = 'fronts', 'backs'


@dataclass(frozen=True, slots=True)
class Habit:
    """What becomes of a pile of sheets that a printer has printed and is given again, always in the same way.

    `flip` is the edge of the sheet about which its second side has been turned, as a printer of both sides would;
    `last_first` is whether the sheet that was printed last is the first to be printed again.
    """

    flip: str
    last_first: bool

    def second_pass(self, backs: list[Item]) -> list[Item]:
        """Return the backs in the order in which the printer asks for them."""
        return backs[::-1] if self.last_first else backs


# By what is read off the test sheet. Its first sheet says 1 on both sides unless the last sheet comes first, and it is
# upright, so that a head is behind its head, A behind A, where sheets turn about their long edge.
HABITS = {
    '1A': Habit('long', last_first=False),
    '1B': Habit('short', last_first=False),
    '2A': Habit('long', last_first=True),
    '2B': Habit('short', last_first=True),
}
# What most printers do with a pile that is turned over like a page: the first sheet lies on top again, head on.
USUAL = '1A'


def habit(words: str) -> Habit:
    """Return the habit that a test sheet has told; raises UsageError for what stands on none."""
    if found := HABITS.get(words.upper()):
        return found
    hint = f'say {", ".join(HABITS)}: impose --test-sheet makes a sheet that tells which'
    raise UsageError(error(f'no printer is called “{words}”', hint=hint))
