"""How arguments are read, and what is said of wrong ones: one line on stderr that says what would be right.

Contract: `TopParser` reads the verb, a `VerbParser` what follows it. Both end the program with status 2 where that
cannot be.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence

from ckpt_viewer.core.lazy_typing import Any, NoReturn
from ckpt_viewer.core.wording import plain_text
from ckpt_viewer.verbs.answer import FAILED


def number(text: str, asked: str, *, zero: bool = True) -> float:
    """A number above 0, or 0 where that may be. Raises ArgumentTypeError that asks for `asked` for all else, as inf."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 <= value < float("inf") or not (value or zero):
        raise argparse.ArgumentTypeError(f"write {asked}")
    return value


def rate(text: str) -> float:
    """A learning rate."""
    return number(text, "a finite number of 0 or more, such as 0.001")


def name_of_file(text: str) -> str:
    """Raises ArgumentTypeError for no name at all, which a variable of a shell may hold."""
    if not text:
        raise argparse.ArgumentTypeError("is empty; write the name of a file or folder")
    return text


def file_to_read(text: str) -> str:
    """As `name_of_file`, and for `-`, by custom the standard input: a file is read at many places, a stream at none."""
    if text == "-":
        raise argparse.ArgumentTypeError("is no file; nothing is read from standard input (a file called - is ./-)")
    return name_of_file(text)


_MISSING = "the following arguments are required: "  # argparse's own words, which differ in no version of it
_NO_VALUE = ": ignored explicit argument"


class Parser(argparse.ArgumentParser):
    """Says what is wrong on one line, as every other error of the program."""

    def error(self, message: str) -> NoReturn:
        text = " ".join(message.split())
        sys.stderr.write(f"{self.prog}: {plain_text(text, 500)}. See `{self.prog} --help`.\n")
        raise SystemExit(FAILED)


class TopParser(Parser):
    """Reads the verb. Without one the program says what it can do; a file alone is taken for one that somebody wants to
    look at."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        given = list(sys.argv[1:] if args is None else args)
        if not given:
            sys.stderr.write(f"{(self.description or '').strip()}\n\n`{self.prog} VERB --help` says more.\n")
            raise SystemExit(FAILED)
        self._check_first(given[0])
        return super().parse_known_args(given, namespace)

    def _check_first(self, word: str) -> None:
        verbs = self._verbs()
        if not word.startswith("-"):
            if word not in verbs:
                self.error(_no_verb(word, verbs))
        elif not any(option.startswith(word) for option in self._option_string_actions):
            self.error(f"there is no option {word} before the verb; write the verb first, then its options")

    def _verbs(self) -> list[str]:
        # argparse has no public way to ask which names a sub-parser was given
        found = [action for action in self._actions if isinstance(action, argparse._SubParsersAction)]
        return [name for action in found for name in action.choices]


class VerbParser(Parser):
    """Takes options and names in any order: `ckpt save IN --lr 0.1 OUT` too. Of an option that holds one value, a
    second one is an error and not the one that counts. `call` is how the verb is written, with what it must have."""

    _mixing = False

    def __init__(self, *args: Any, call: str = "", **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._call = call
        self.register("action", None, _Once)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._mixing:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            found, rest = self.parse_known_intermixed_args(self._told_apart(args), namespace)
        finally:
            self._mixing = False
        if rest:
            self.error(self._too_much(rest))
        return found, rest

    def _told_apart(self, given: Sequence[str]) -> list[str]:
        """Names that begin as options do, as no option is written: argparse loses what is behind `--` where names and
        options are mixed."""
        end = given.index("--") if "--" in given else len(given)
        for word in given[:end]:
            if word.startswith("-") and word not in self._option_string_actions and os.path.exists(word):  # noqa: PTH110
                self.error(f"{word} is read as an option: write ./{word} for the file")
        return [*given[:end], *(f"./{word}" if word.startswith("-") else word for word in given[end + 1 :])]

    def error(self, message: str) -> NoReturn:
        if message.startswith(_MISSING):
            names = message.removeprefix(_MISSING).split(", ")
            message = f"{_listed(names)} {'are' if len(names) > 1 else 'is'} missing: write `{self._call}`"
        if _NO_VALUE in message:
            message = f"{message.partition(_NO_VALUE)[0]}: takes no value"
        super().error(message)

    def _too_much(self, rest: Sequence[str]) -> str:
        options = [word.partition("=")[0] for word in rest if word.startswith("-")]
        if not options:
            return f"{_listed(rest)} {'are' if len(rest) > 1 else 'is'} too much: write `{self._call}`"
        near = _nearest(options[0], self._option_string_actions)
        return f"there is no option {options[0]}" + (f"; {near} is near to it" if near else "")


class _Once(argparse.Action):
    """Stores the value of an option, or of a name."""

    def __call__(self, _: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any,
                 option_string: str | None = None) -> None:
        if option_string:
            given: frozenset[str] = getattr(namespace, "given", frozenset())
            if self.dest in given:
                raise argparse.ArgumentError(self, "is there twice; write it once")
            namespace.given = given | {self.dest}
        setattr(namespace, self.dest, values)


def _no_verb(word: str, verbs: Sequence[str]) -> str:
    if os.path.exists(word):  # noqa: PTH110 (pathlib takes three milliseconds to import)
        from shlex import quote  # for a mistake alone, as what is near

        return f"say what to do with {word}, for example `ckpt info {quote(word)}`"
    near = _nearest(word, verbs)
    known = f"{near} is near to it" if near else f"there are {_listed(verbs)}"
    return f"there is no verb {word or repr(word)}; {known}"


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # two milliseconds, for a mistake alone

    return next(iter(get_close_matches(word, list(known), 1, 0.75)), "")


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
