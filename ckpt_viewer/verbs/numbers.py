"""Numbers on the command line: what is written there as a number, or why it is none."""

from __future__ import annotations

import argparse


def finite(text: str) -> float:
    """Raises ArgumentTypeError for what is no number, nan and inf."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if value != value or value in (float("inf"), float("-inf")):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number; for example 0.001")
    return value


def rate(text: str) -> float:
    """A learning rate."""
    value = finite(text)
    if value < 0:
        raise argparse.ArgumentTypeError("a learning rate is 0 or more; for example 0.001")
    return value
