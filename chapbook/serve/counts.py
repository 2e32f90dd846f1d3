"""How often each file was taken, and nothing of who took it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """Whole copies of each file, and bytes given out in parts, which add up to copies.

    So a download that was cut and taken up again is one.
    """

    whole: Counter[str] = field(default_factory=Counter)
    parts_bytes: Counter[str] = field(default_factory=Counter)
    sizes_bytes: dict[str, int] = field(default_factory=dict)

    def gave(self, name: str, given_bytes: int, size_bytes: int) -> None:
        """Take down that some bytes of a file went out, of the size that it has in this shape."""
        if given_bytes >= size_bytes > 0:
            self.whole[name] += 1
        elif given_bytes:
            self.parts_bytes[name] += given_bytes
            self.sizes_bytes[name] = size_bytes

    def copies(self) -> dict[str, int]:
        """Return how many copies of each file were taken, those that were taken most first."""
        parts = {name: given // max(1, self.sizes_bytes[name]) for name, given in self.parts_bytes.items()}
        found = self.whole + Counter(parts)
        return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
