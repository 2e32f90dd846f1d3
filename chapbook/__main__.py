"""`python -m chapbook`: the same as the command `chapbook`."""

import sys

from chapbook.cli import main

sys.exit(main())
