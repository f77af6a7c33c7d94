"""What the exit code of a command tells (sysexits.h), for shells, supervisors and monitoring."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    GOOD = 0
    FINDING = 1
    MISUSED = 2
    TEMPORARY = 75
    MISCONFIGURED = 78


MEANING = {
    ExitCode.GOOD: "All is well.",
    ExitCode.FINDING: "Something needs a person: a check failed, status found a problem, there is no such request.",
    ExitCode.MISUSED: "The command was used wrongly.",
    ExitCode.TEMPORARY: "A server was away, or another frontdesk is at work; try again later.",
    ExitCode.MISCONFIGURED: "Settings are wrong, or a server refuses them; trying again doesn't help.",
}
