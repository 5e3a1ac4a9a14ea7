"""The model class that the command line names: what would run, and whether that is allowed."""

from __future__ import annotations

import argparse
import shlex

from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.rebuild import DoesNotLoad, ModelRequest, read_request

_MAX_RENAMES = 6  # that fit on a line


def allowed_model(options: argparse.Namespace) -> ModelRequest:
    """The class and its arguments. Raises ModelError that says what would run where --run-code is not given."""
    request = read_request(options.model_class, options.model_args, options.model_folder, options.python)
    if not options.run_code:
        raise ModelError(f"nothing was run. With --run-code {request.sentence}, in a process of its own",
                         hint="Such code may do whatever you may do: allow it where you know it.")
    return request


def with_suggestions(error: DoesNotLoad) -> ModelError:
    """The same with the options of `ckpt save` that do what is suggested, where there are such.

    The command line renames before it strips, and the suggestion strips first: its names get their prefix back.
    """
    words: list[str] = []
    prefix, unexpected = "", {slot.name for slot in error.fit.unexpected}
    for step in error.suggestions:
        if step.kind == "add" or len(step.renames) > _MAX_RENAMES:
            return error
        if step.prefix:
            prefix = step.prefix
            words += ["--strip", prefix]
        for old, new in step.renames:
            before = prefix if prefix + old in unexpected else ""
            words += ["--rename", f"{before}{old}={before}{new}"]
    hint = f"{error.hint} Add: {shlex.join(words)}" if words else error.hint
    return ModelError(error.what, error.where, hint)
