"""`ckpt`: look into, compare, change and save checkpoints without a screen. The second front end beside the window.

Contract: exit status 0 fine, 2 error (for diff 1 different, for fits 1 does not load, for scan
1 names that PyTorch does not allow), 130 stopped.
An error is one line on stderr that says what, where and what to do; no traceback reaches a person.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from ckpt_viewer import distrust_current_folder
from ckpt_viewer.core.errors import CheckpointError, SourceError
from ckpt_viewer.core.lazy_typing import NoReturn, TextIO
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.verbs import terminal
from ckpt_viewer.verbs.answer import FAILED, Answer
from ckpt_viewer.verbs.switches import Namespace, switched

STOPPED = 130
READER_GONE = 141  # as a shell reports a program that SIGPIPE ended
_NEW_OBJECTS = 50_000  # before Python looks for garbage: to import our modules makes 13,000 that all stay
_REPORT = "This is a fault of the program; please report it with the file's origin (CKPT_TRACEBACK=1 shows where)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit status; `arguments` are those of the process where None."""
    if arguments is None:
        distrust_current_folder()
    _open_missing_streams()
    terminal.write_what_can_be_written(sys.stdout, sys.stderr)
    try:
        given = sys.argv[1:] if arguments is None else list(arguments)
        return _run(switched(given) or _parsed(given))
    except SystemExit as asked:
        return asked.code if isinstance(asked.code, int) else FAILED
    except KeyboardInterrupt:
        return _fail("stopped", STOPPED)
    except BrokenPipeError:
        # Python writes what is left at exit; with the reader gone that would print a warning.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    except CheckpointError as error:
        return _fail(_with_options(str(error)))
    except Exception as error:
        if os.environ.get("CKPT_TRACEBACK"):
            raise
        return _fail(f"{type(error).__name__}: {' '.join(str(error).split())}. {_REPORT}")


def run() -> NoReturn:
    """The program: `main`, and the end of the process without taking all objects apart first, which the system does in
    no time; for a small file it is a fifth of the whole."""
    gc.set_threshold(_NEW_OBJECTS)
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # a reader that has gone, a stream that was closed
            stream.flush()
    os._exit(status)


def _parsed(given: Sequence[str]) -> Namespace:
    from ckpt_viewer.verbs.parser import make_parser

    return make_parser(given[0] if given else "").parse_args(given)


def _run(options: Namespace) -> int:
    answer = _answer(options)
    try:
        return terminal.write(answer, sys.stdout, as_json=options.json)
    except BrokenPipeError:
        raise
    except OSError as error:
        sys.stdout = _nowhere()  # what is left of the answer must not be tried again at exit
        raise SourceError(f"the answer could not be written ({error.strerror})",
                          hint="Write it to another place.") from error


def _answer(options: Namespace) -> Answer:
    """Import the verb that was asked for and no other: reading a file needs no numpy, measuring it does."""
    match options.verb:
        case "info":
            from ckpt_viewer.verbs import info

            return info.answer(options)
        case "stats":
            from ckpt_viewer.verbs import stats

            return stats.answer(options)
        case "diff":
            from ckpt_viewer.verbs import diff

            return diff.answer(options)
        case "timeline":
            from ckpt_viewer.verbs import timeline

            return timeline.answer(options)
        case "fits":
            from ckpt_viewer.verbs import fits

            return fits.answer(options)
        case "save":
            from ckpt_viewer.verbs import save

            return save.answer(options)
        case "undo":
            from ckpt_viewer.verbs import in_place

            return in_place.answer_undo(options)
        case "scan":
            from ckpt_viewer.verbs import scan

            return scan.answer(options)
        case verb:
            raise ValueError(f"no such verb: {verb}")


def _with_options(text: str) -> str:
    from ckpt_viewer.verbs.spelling import with_options  # only where something went wrong

    return with_options(text)


def _open_missing_streams() -> None:
    """A shell's `>&-` or `2>&-` leaves Python without the stream: what would go there is not wanted."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:
        sys.stderr = _nowhere()


def _nowhere() -> TextIO:
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 (pathlib takes three milliseconds to import)


def _fail(text: str, status: int = FAILED) -> int:
    print(f"ckpt: {plain_text(text, 2000)}", file=sys.stderr)
    return status


if __name__ == "__main__":
    run()
