"""Acts in processes of their own: what they cost as a whole, and the most memory they held."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "QT_QPA_PLATFORM": "offscreen"}
"""With bytecode written, as wherever the program is installed: else each start is a compilation."""


def run(*arguments: str) -> None:
    """`python ARGUMENTS`, quietly. Raises CalledProcessError."""
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                   env=ENVIRONMENT)


def run_until_told(*arguments: str) -> None:
    """`python ARGUMENTS` until it prints a line; what it would do after that is not waited for."""
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          env=ENVIRONMENT) as process:
        assert process.stdout is not None, "it is piped"
        told = process.stdout.readline()
        process.kill()
    if not told:
        raise subprocess.CalledProcessError(process.returncode, process.args)


def peak_mib(script: str, arguments: Sequence[str]) -> float:
    """By how many MiB the resident memory of `script` grew above its start; it calls `begin()` where that is.

    Linux only."""
    # VmHWM, since ru_maxrss of a child begins with what its parent held; set back to what is held at the beginning,
    # since importing may have held more for a moment, which would hide what comes after.
    head = ("import sys\n"
            "def held(what):\n"
            "    lines = open('/proc/self/status').read().splitlines()\n"
            "    return int(next(line for line in lines if line.startswith(what)).split()[1]) / 1024\n"
            "def begin():\n"
            "    global first\n"
            "    open('/proc/self/clear_refs', 'w').write('5')\n"
            "    first = held('VmRSS')\n")
    return float(printed(f"{head}{script}\nprint(held('VmHWM') - first)", arguments))


def printed(script: str, arguments: Sequence[str]) -> str:
    """The last word that a script prints."""
    done = subprocess.run([sys.executable, "-c", script, *arguments], check=True, capture_output=True, text=True,
                          env=ENVIRONMENT)
    return done.stdout.split()[-1]
