"""The options of `ckpt save` that change what is in a file."""

from __future__ import annotations

import argparse

from ckpt_viewer.verbs.parsing import rate


def add_change_options(verb: argparse.ArgumentParser) -> None:
    """Values, keys, types and tags; and recipes, which hold the same for many files."""
    changes = verb.add_argument_group("changes", "Done in the order of this list, --recipe first. What sets one thing "
                                       "for the whole\nfile, such as --lr or --dtype, may be there once.")
    _add_values(changes)
    _add_keys(changes)
    _add_tags(changes)
    _add_whole(changes)


def _add_values(changes: argparse._ArgumentGroup) -> None:
    changes.add_argument("--recipe", dest="recipes", action="append", default=[], metavar="FILE",
                         help="do what a recipe says, which the window or you have written")
    changes.add_argument("--lr", type=rate, metavar="VALUE",
                         help="learning rate of all groups, with what follows it in optimizer and scheduler")
    changes.add_argument("--set", dest="sets", action="append", default=[], metavar="POINTER=VALUE",
                         help="give a value another one of its type; also true, false, none, nan, inf")
    changes.add_argument("--element", dest="elements", action="append", default=[], metavar="POINTER[I,J]=VALUE",
                         help="give one element of a tensor another value")
    changes.add_argument("--reset", type=_count, metavar="N",
                         help="set epoch, step and what else counts the training to N, such as 0")
    changes.add_argument("--reset-at", dest="resets_at", action="append", default=[], metavar="POINTER",
                         help="reset only the counter at this place")
    changes.add_argument("--insert", dest="inserts", action="append", default=[], metavar="POINTER=VALUE",
                         help='add a value under a new key; text in quotes stays text: /note="5"')
    changes.add_argument("--metadata", dest="metadata", action="append", default=[], metavar="KEY=TEXT",
                         help="a text in the metadata of a safetensors file, opened or made")


def _add_keys(changes: argparse._ArgumentGroup) -> None:
    changes.add_argument("--rename", dest="renames", action="append", default=[], metavar="OLD=NEW",
                         help="another name for the key at the pointer OLD")
    changes.add_argument("--rename-regex", dest="patterns", action="append", default=[], metavar="PATTERN=>NEW",
                         help=r"rename tensors by a regular expression: '^encoder\.(\d+)=>blocks.\1'")
    changes.add_argument("--drop", dest="drops", action="append", default=[], metavar="POINTER",
                         help="leave out what is at this place")


def _add_tags(changes: argparse._ArgumentGroup) -> None:
    changes.add_argument("--device", default="keep", metavar="DEVICE",
                         help="device to tag all tensors with: keep, cpu, cuda:N (keep)")
    changes.add_argument("--device-of", dest="devices_of", action="append", default=[], metavar="POINTER=DEVICE",
                         help="device to tag the tensors at and below this place with")


def _add_whole(changes: argparse._ArgumentGroup) -> None:
    changes.add_argument("--strip", dest="prefixes", action="append", default=[], metavar="PREFIX",
                         help="take a prefix such as module. off the names of tensors")
    changes.add_argument("--add-prefix", dest="added_prefixes", action="append", default=[], metavar="PREFIX",
                         help="put a prefix before the names of tensors")
    mode = changes.add_mutually_exclusive_group()
    mode.add_argument("--eval", dest="evaluation", action="store_true",
                      help="put every module of a whole model into evaluation mode")
    mode.add_argument("--train", dest="training", action="store_true", help="put them into training mode")
    changes.add_argument("--dtype", choices=("float16", "bfloat16", "float32", "float64"),
                         help="convert floating-point tensors, but for those of optimizers; what that loses is told")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise argparse.ArgumentTypeError("write a whole number of 0 or more, such as 0")
    return int(text)
