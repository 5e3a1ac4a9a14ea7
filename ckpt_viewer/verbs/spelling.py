"""How the command line spells what a text of the core advises: the core says it in words, for every front end.

Contract: a text without such advice stays as it is. `named` adds which file an error is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ckpt_viewer.core.errors import InvalidEdit, InvalidPath, InvalidRecipe

OPTIONS = {
    "onvert it to float32 first": "--dtype float32",
    "Set the value at its place instead": "--set POINTER=VALUE",
    "emove a part by its place": "--drop POINTER",
    "Save it as safetensors first": "--as safetensors",
    "insert a value under a key of its own": "--insert POINTER=VALUE",
    "Give the arguments that it takes as JSON": "--model-args JSON",
    "Allow replacing it": "--overwrite",
}
"""Advice of the core, and the option that does it."""


@contextmanager
def named(file: str) -> Iterator[None]:
    """What an error says of "this file" comes with the name of it: there may be two, or many in turn."""
    try:
        yield
    except (InvalidPath, InvalidEdit) as error:
        if isinstance(error, InvalidRecipe) or file in error.where:
            raise
        where = f"{file}: {error.where}" if error.where else file
        raise type(error)(error.what, where, error.hint).because_of(error) from None


def with_options(text: str) -> str:
    """The text, with the option behind each advice."""
    for advice, option in OPTIONS.items():
        text = text.replace(advice, f"{advice} ({option})")
    return text
