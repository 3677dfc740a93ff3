"""`python -m bot …`"""

import gc
import os
import sys
import zoneinfo

# whatever the machine has: only the tzdata package tells what time it is somewhere, before any zone is made
zoneinfo.reset_tzpath(to=())

# what is imported stays: looking for garbage among it would take a tenth of the start
gc.disable()
# httpx comes with a command line, and where a library that draws in terminals is installed, loads all of that, too
sys.modules["httpx._main"] = None  # type: ignore[assignment]

from bot.app import logs  # noqa: E402 - the pin above must come first
from bot.app.cli import main  # noqa: E402

if __name__ == "__main__":
    # before anything can fail: a traceback must show neither secrets nor what people wrote
    logs.set_up("WARNING", [os.environ.get(name, "").strip() for name in ("BOT_TOKEN", "WARMLINE_KEY")])
    sys.exit(main())
