"""How the command line spells what a text of the core advises: the core says it in words, for every front end.

Contract: a text without such advice stays as it is.
"""

from __future__ import annotations

OPTIONS = {
    "onvert it to float32 first": "--dtype float32",
    "Set the value at its place instead": "--set POINTER=VALUE",
    "emove a part by its place": "--drop POINTER",
    "Save it as safetensors first": "--as safetensors",
    "insert a value under a key of its own": "--insert POINTER=VALUE",
    "Give the arguments that it takes as JSON": "--model-args JSON",
}
"""Advice of the core, and the option that does it."""


def with_options(text: str) -> str:
    """The text, with the option behind each advice."""
    for advice, option in OPTIONS.items():
        text = text.replace(advice, f"{advice} ({option})")
    return text
