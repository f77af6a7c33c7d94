"""The entry point: `frontdesk`, and `python -m frontdesk`. Brings the commands of all modules together."""

from frontdesk.cli import answers as _answers
from frontdesk.cli import backup_command as _backup_command
from frontdesk.cli import departments as _departments
from frontdesk.cli import desk_commands as _desk_commands
from frontdesk.cli import explain_command as _explain_command
from frontdesk.cli import export_command as _export_command
from frontdesk.cli import forget_command as _forget_command
from frontdesk.cli import login as _login
from frontdesk.cli import outbox_commands as _outbox_commands
from frontdesk.cli import quarantine_commands as _quarantine_commands
from frontdesk.cli import report_command as _report_command
from frontdesk.cli import silenced_commands as _silenced_commands
from frontdesk.cli import templates_commands as _templates_commands
from frontdesk.cli import topics as _topics
from frontdesk.cli.main import main
from frontdesk.demo import command as _demo_command

__all__ = ["main"]
assert _demo_command  # imported, as the next, for the commands it adds
assert _answers
assert _backup_command
assert _desk_commands
assert _departments
assert _report_command
assert _explain_command
assert _export_command
assert _forget_command
assert _login
assert _outbox_commands
assert _quarantine_commands
assert _silenced_commands
assert _templates_commands
assert _topics

if __name__ == "__main__":
    main()
