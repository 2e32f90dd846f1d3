"""The command `chapbook`, also as `python -m chapbook`; what earlier runs compiled is found before all is imported."""

import sys

from chapbook import compiled


def main() -> int:
    """Run one command and return its exit status."""
    compiled.keep()
    from chapbook.cli import main as run

    return run()


if __name__ == '__main__':
    sys.exit(main())
