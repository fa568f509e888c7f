"""The one family of errors a user may see, and the exit codes of the command line.

An error says what is wrong in one sentence (``title``) and, where there is something to do, what to do
(``next_step``). ``sitbreak.cli`` is the one place that turns it into words on standard error and an exit
code.
"""

OK = 0
EXPECTED_FAILURE = 1
USAGE = 2
NETWORK = 3
LOCKED_BY_POLICY = 4
BAD_SIGNATURE = 5
INTERRUPTED = 130
BUG = 70


class SitbreakError(Exception):
    """An expected failure, told to the user in one sentence; exit code 1."""

    exit_code = EXPECTED_FAILURE

    def __init__(self, title: str, next_step: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.title} {self.next_step}".strip()


class UsageError(SitbreakError):
    """The words on the command line, or a file the user named, are wrong; exit code 2."""

    exit_code = USAGE


class SettingsError(SitbreakError):
    """A settings file, variable or option cannot be used; the last good settings stay. Exit code 1."""


class LockedByPolicy(SettingsError):
    """A rule of the system file or of the team's file holds this setting; exit code 4."""

    exit_code = LOCKED_BY_POLICY


class AlreadyRunning(SitbreakError):
    """Another sitbreak holds the lock."""


class NotRunning(SitbreakError):
    """No daemon answers; exit code 1."""


class DaemonHangs(SitbreakError):
    """A daemon holds the socket but does not answer in time; exit code 1."""
