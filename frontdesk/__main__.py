"""The entry point: `frontdesk`, and `python -m frontdesk`. Brings the commands of all modules together."""

from frontdesk import cli_desk as _desk_commands
from frontdesk.cli import main

__all__ = ["main"]
assert _desk_commands  # imported for the commands it adds

if __name__ == "__main__":
    main()
