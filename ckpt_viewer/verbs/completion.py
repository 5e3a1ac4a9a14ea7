"""What makes a shell complete verbs and options at the Tab key, made of the parser itself: bash, zsh, fish.

Contract: `script` gives the text that `ckpt --completion SHELL` prints and a package lays where the shell looks. It
starts nothing of this program, neither when it is read nor at the Tab key.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from ckpt_viewer.core.lazy_dataclasses import dataclass

_FILES = ("FILE", "FOLDER", "OUT", "PYTHON", "CLASS")  # what stands for a value that is a path, or begins with one


def script(shell: str, top: argparse.ArgumentParser) -> str:
    """The completion of `top`, which knows all verbs, for bash, zsh or fish."""
    [verbs] = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    abouts = {choice.dest: choice.help or "" for choice in verbs._choices_actions}
    known = {name: _Verb(about, tuple(_options(verbs.choices[name]))) for name, about in abouts.items()}
    lines = {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](known, tuple(_options(top)))
    return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True)
class _Option:
    """`value` is the word for what it takes, empty where it takes nothing."""

    names: tuple[str, ...]
    about: str
    value: str
    choices: tuple[str, ...]
    repeats: bool


@dataclass(frozen=True, slots=True)
class _Verb:
    about: str
    options: tuple[_Option, ...]


def _options(parser: argparse.ArgumentParser) -> Iterator[_Option]:
    for action in parser._actions:
        if action.option_strings:
            value = "" if action.nargs == 0 else str(action.metavar or "VALUE")
            yield _Option(tuple(action.option_strings), (action.help or "").replace("%%", "%"), value,
                          tuple(map(str, action.choices or ())), isinstance(action, argparse._AppendAction))


def _bash(verbs: Mapping[str, _Verb], top: Sequence[_Option]) -> Iterator[str]:
    """Where it offers no words, `-o default` has bash offer files."""
    yield "_ckpt() {"
    yield "    local cur=${COMP_WORDS[COMP_CWORD]} verb=${COMP_WORDS[1]} prev=${COMP_WORDS[COMP_CWORD-1]} words="
    yield f"    if ((COMP_CWORD == 1)) && [[ $cur != -* ]]; then words='{' '.join(verbs)}'; else case $verb:$prev in"
    for name, verb in {"*": _Verb("", tuple(top)), **verbs}.items():
        for option in verb.options:
            if option.choices:
                places = "|".join(f"{name}:{written}" for written in option.names)
                yield f"        {places}) words='{' '.join(option.choices)}' ;;"
    yield "        *) [[ $cur == -* ]] && case $verb in"
    for name, verb in {**verbs, "-*": _Verb("", tuple(top))}.items():
        yield f"            {name}) words='{_names(verb.options)}' ;;"
    yield "        esac ;;"
    yield "    esac; fi"
    yield '    COMPREPLY=($(compgen -W "$words" -- "$cur"))'
    yield "}"
    yield "complete -o default -F _ckpt ckpt"


def _names(options: Sequence[_Option]) -> str:
    return " ".join(name for option in options for name in option.names)


def _zsh(verbs: Mapping[str, _Verb], top: Sequence[_Option]) -> Iterator[str]:
    """Good both as a file `_ckpt` of `fpath` and to be read by `source`."""
    yield "#compdef ckpt"
    yield "_ckpt() {"
    yield f"    local -a verbs=({' '.join(_quoted(f'{name}:{verb.about}') for name, verb in verbs.items())})"
    yield "    if ((CURRENT == 2)); then"
    yield f"        _describe verb verbs; _arguments {_specs(top)}; return"
    yield "    fi"
    yield "    local verb=$words[2]"
    yield "    shift words; ((CURRENT--))"
    yield "    case $verb in"
    for name, verb in verbs.items():
        yield f"        {name}) _arguments {_specs(verb.options)} '*:file:_files' ;;"
    yield "        *) _arguments " + _specs(top) + " ;;"
    yield "    esac"
    yield "}"
    yield 'if [[ $funcstack[1] == _ckpt ]]; then _ckpt "$@"; else compdef _ckpt ckpt; fi'


def _specs(options: Sequence[_Option]) -> str:
    return " ".join(_quoted(f"{'*' * option.repeats}{name}[{_escaped(option.about, '[]:')}]{_offered(option)}")
                    for option in options for name in option.names)


def _offered(option: _Option) -> str:
    if not option.value:
        return ""
    offers = f"({' '.join(option.choices)})" if option.choices else "_files" if option.value in _FILES else " "
    return f":{_escaped(option.value, ':')}:{offers}"


def _fish(verbs: Mapping[str, _Verb], top: Sequence[_Option]) -> Iterator[str]:
    for name, verb in verbs.items():
        yield f"complete -c ckpt -n __fish_use_subcommand -f -a {name} -d {_fish_quoted(verb.about)}"
    for option in top:
        yield f"complete -c ckpt -n __fish_use_subcommand {_fish_option(option)}"
    for name, verb in verbs.items():
        for option in verb.options:
            yield f"complete -c ckpt -n '__fish_seen_subcommand_from {name}' {_fish_option(option)}"


def _fish_option(option: _Option) -> str:
    names = " ".join(f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}" for name in option.names)
    takes = "" if not option.value else "-r " if option.value in _FILES else "-x "
    offers = f"-a '{' '.join(option.choices)}' " if option.choices else ""
    return f"{names} {takes}{offers}-d {_fish_quoted(option.about)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quoted(text: str) -> str:
    return f"'{_escaped(text, chr(39))}'"


def _escaped(text: str, letters: str) -> str:
    return "".join(f"\\{letter}" if letter in letters or letter == "\\" else letter for letter in text)
