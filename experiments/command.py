"""Starts a command and ends it properly: exit status, plain words, an answer to Ctrl-C from the first moment.

The modules that are run (`python -m experiments.compare`) hold nothing but a call of `run_command`, which
loads the rest: Ctrl-C is then answered while libraries still load, and a worker, which imports the module
that was run anew, starts fast.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

from experiments.errors import EngineError, SettingsError, StoreError

FAILED = 1
REFUSED = 2
MISSES = 3
INTERRUPTED = 130


def run_command(module: str, documentation: str | None) -> None:
    """Call `module`'s `main` with the words typed, and exit.

    The exit status is 0, or 1 when results cannot be written or read, 2 when the input is refused, 3 when targets are
    missed and that was to be an error, 130 after Ctrl-C.

    Parameters
    ----------
    module
        Importable name of a module with a function `main(arguments) -> int`.
    documentation
        What `--help` prints.
    """
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(documentation)
        sys.exit(0)
    warnings.showwarning = _show
    try:
        status = importlib.import_module(module).main(sys.argv[1:])
    except SettingsError as error:
        status = _say("Refused, nothing was run:", error, REFUSED)
    except (StoreError, EngineError) as error:
        status = _say("Stopped:", error, FAILED)
    except KeyboardInterrupt as interruption:
        print(f"\n{str(interruption) or 'Stopped by Ctrl-C; nothing half-written counts.'}", file=sys.stderr)
        status = INTERRUPTED
    sys.exit(status)


def _say(heading: str, error: Exception, status: int) -> int:
    print("\n  ".join([heading, *str(error).splitlines()]), file=sys.stderr)
    return status


_show_as_ever = warnings.showwarning


def _show(message: Warning | str, category: type[Warning], *where: Any, **how: Any) -> None:
    """Say what is meant for users in plain words, without the line of code that noticed it."""
    if issubclass(category, UserWarning):
        print(message, file=sys.stderr)
    else:
        _show_as_ever(message, category, *where, **how)
