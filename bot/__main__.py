"""`python -m bot …`"""

import sys
import zoneinfo

# whatever the machine has: only the tzdata package tells what time it is somewhere, before any zone is made
zoneinfo.reset_tzpath(to=())

from bot.app.cli import main  # noqa: E402 - the pin above must come first

if __name__ == "__main__":
    sys.exit(main())
