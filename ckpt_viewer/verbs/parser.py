"""The words of the command line: which verbs there are, what each takes, and an example of each."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable

from ckpt_viewer import __version__
from ckpt_viewer.core.errors import InvalidEdit
from ckpt_viewer.core.lazy_typing import Any
from ckpt_viewer.core.wording import read_size
from ckpt_viewer.verbs.change_options import add_change_options
from ckpt_viewer.verbs.parsing import Parser, TopParser, VerbParser, file_to_read, name_of_file, number
from ckpt_viewer.verbs.switches import JSON, SWITCHES

FORMS = ("same", "state_dict", "training_checkpoint", "whole_model", "safetensors", "npz")
"""What `save --as` takes; the core's own list would have to import all that saves."""
_DESCRIPTION = """\
Look into, compare, change and save PyTorch checkpoints. Nothing in a file is executed or imported,
and no GPU is needed for files that were saved on one.

  ckpt info  model.pth                            what is in it
  ckpt stats model.pth /fc.weight                 numbers and a histogram of each tensor
  ckpt diff  epoch_10.pth epoch_90.pth            what changed between two files
  ckpt timeline runs/                             what each parameter did over many files
  ckpt fits  weights.pth model.pth                would load_state_dict take one into the other
  ckpt save  model.pth cpu.pth --device cpu       write it in another form, or with changes
  ckpt undo  model.pth                            take back a change made with save --in-place
  ckpt scan  model.pth                            what loading it in Python would import and call
"""

_EPILOG = """\
Places in a file are JSON Pointers, such as /optim_state/param_groups/0/lr; `ckpt info FILE` shows them.
Every verb takes --json. Exit status: 0 fine, 2 error; diff: 0 identical, 1 different;
fits: 0 it would load, 1 it would not; scan: 0 only names that PyTorch's own list allows
and nothing odd, 1 others.
`ckpt VERB --help` says more.
The window is `ckpt-viewer FILE…`.
"""

_EXAMPLES = {
    "info": """examples:
  ckpt info checkpoint.pth
  ckpt info checkpoint.pth --json | python3 -m json.tool
  ckpt info model.safetensors.index.json        (all shards as one)
  ckpt info runs                                (a folder: the checkpoints in it)
  ckpt info checkpoint.pth --verify             (exit status 2 where bytes do not match)
  ckpt info checkpoint.pth --fingerprint        (the same for the same weights in any file)

--json lists every value; of a list, dict or set of more than 10,000 plain values (of more than 100 once 200,000 are
listed) it gives one entry: path, type, length, and as value the first eight.""",
    "stats": """examples:
  ckpt stats checkpoint.pth
  ckpt stats checkpoint.pth /model_state/fc.weight --bins 40
  ckpt stats checkpoint.pth /optim_state        (all tensors below a place)""",
    "diff": """examples:
  ckpt diff epoch_10.pth epoch_90.pth
  ckpt diff epoch_10.pth epoch_90.pth --html report.html
  ckpt diff before.pth after.pth --tolerance 1e-6 && echo "nothing changed"

Values are compared by value and type: NaN equals NaN, 0.0 equals -0.0, 1 and 1.0 differ. Device tags, strides, the
order of keys and the kind of a mapping are told, but make no difference; requires_grad and shared memory make one.""",
    "timeline": """examples:
  ckpt timeline epoch_*.pth
  ckpt timeline runs                            (a folder: all checkpoints in it)
  ckpt timeline runs --parameter fc.weight      (with the distribution at every step)
  ckpt timeline runs --json

The files are ordered by the epoch or step in them, else by name. Change is the norm of the difference to the step
before, relative to the norm there. A file that cannot be read is a gap: exit status 2, the rest is told.""",
    "fits": """examples:
  ckpt fits weights.pth model.pth
  ckpt fits checkpoint.pth model.pth --part /ema_state --into /model_state
  ckpt fits weights.pth --model-class my_model.py:Model --model-args '[6]' --run-code

exit status: 0 load_state_dict would pass with strict=True; 1 it would not; 2 error.
Nothing is loaded: names and shapes are compared. Between two files nothing is run.""",
    "save": """examples:
  ckpt save gpu.pth cpu.pth --as same --device cpu
  ckpt save checkpoint.pth weights.pth --as state_dict
  ckpt save checkpoint.pth resume.pth --as same --lr 0.001
  ckpt save model.pth fixed.pth --strip module. --rename /fc.weight=head.weight
  ckpt save checkpoint.pth edited.pth --set /epoch=0 --drop /optim_state
  ckpt save checkpoint.pth again.pth --reset 0 --lr 0.1
  ckpt save vit.pth renamed.pth --rename-regex '^encoder\\.layer\\.(\\d+)=>blocks.\\1' --dry-run
  ckpt save --recipe recipe.json epoch_*.pth --out-dir changed
  ckpt save model.pth half.safetensors --dtype float16                      (the ending says as what)
  ckpt save model.pth big_model --as safetensors --max-shard-size 5GB       (a folder with an index)
  ckpt save model.pth big_model --as state_dict --max-shard-size 5GB        (the same as pytorch_model-00001-of-…)
  ckpt save model.pth arrays.npz --as npz --only /fc.weight --only /fc.bias
  ckpt save lightning.ckpt resume.pth --as training_checkpoint
  ckpt save checkpoint.pth slim.pth --slim optimizer --slim ema
  ckpt save new.pth old.pth --legacy                                        (for PyTorch before 1.6)
  ckpt save half_downloaded.pth rescued.pth --survivors
  ckpt save weights.pth model.pth --as whole_model --model-class my_model.py:Model \\
            --model-args '{"n_input_features": 6}' --eval --run-code
  ckpt save checkpoint.pth --in-place --lr 0.001        (ckpt undo checkpoint.pth takes it back)""",
    "undo": """examples:
  ckpt save checkpoint.pth --in-place --lr 0.001
  ckpt undo checkpoint.pth

Works for finished updates, one after another, and for one that a crash broke off. With a folder it mends what a killed
save of shards left there: the old files come back, or the new ones get their names.""",
    "scan": """examples:
  ckpt scan downloaded.pth
  ckpt scan downloaded.pth || echo "loading it imports more than PyTorch's own list"

exit status: 0 all names are on PyTorch's own allow-list and nothing is odd; 1 others; 2 the file could not be read.
Nothing is executed. The answer says what loading the file in Python would do; no file is called harmless.""",
}

_VALUES = 'A path is a list of keys; NaN and infinities are "nan", "inf" and "-inf".'
_JSON = {
    "info": f"""format, kind, tensors (path, shape, dtype, stride, device, nbytes, stored_nbytes, requires_grad,
shared_with), scalars (path, type, value), optimizers (path, guess, param_groups), globals (name, allowed, count,
called, meaning), notes (severity, text). For a folder: folder, items, others, notes. {_VALUES}""",
    "stats": f"""a list of path, count, min, max, mean, std, zeros, nan, inf, exact, histogram (edges, counts). For a
tensor that cannot be read: path, problem. {_VALUES}""",
    "diff": f"""identical, sentence, equal, equal_values, changed (path, max_abs, mean_abs, rel_l2, cosine,
changed_fraction), added (path, text), removed, reshaped, retyped, renamed, scalars (path, a, b, text), frozen,
resumed, begun_anew, remarks, notes, failed. {_VALUES}""",
    "timeline": f"""unit, order, sentences, resumes, steps (file, at, epoch, step, lr, metrics, damage, problem),
parameters (name, shape, dtype, moved, norm, change, relative, mean, std, minimum, maximum, nan, inf, problems).
{_VALUES}""",
    "fits": """loads, sentence, matched, missing (name, shape, dtype), unexpected (name, shape, dtype), wrong_shape,
retyped, filled, suggestions.""",
    "scan": """verdict, globals (module, name, called, count, where, meaning, level), notes (severity, text),
allow_list.""",
}
"""What --json gives, for whoever writes a script."""

_CALLS = {
    "info": "ckpt info FILE", "stats": "ckpt stats FILE", "diff": "ckpt diff A B", "timeline": "ckpt timeline FILE…",
    "fits": "ckpt fits A B", "save": "ckpt save IN OUT", "undo": "ckpt undo FILE", "scan": "ckpt scan FILE",
}

SUMMARIES = {
    "info": "what is in a file: tensors, values, optimizers, names of classes; or which files of a folder to open",
    "stats": "minimum, maximum, mean, NaN … and a histogram of tensors and numpy arrays",
    "diff": "compare two files: structure, values and the numbers of every tensor",
    "timeline": "many checkpoints of one training: norm, change, NaN, learning rate and loss from file to file",
    "fits": "would one file's state_dict load into the model of another, and what would make it",
    "save": "write a file in another form, for another device, or with changes",
    "undo": "bring a file back to what it was before its last `ckpt save --in-place`",
    "scan": "what loading a file in Python would import and call",
}


def make_parser(wanted: str = "") -> Parser:
    """The parser for all verbs, or for the one that is `wanted`; `verb` in its result names the one that was asked for.
    """
    top = TopParser(prog="ckpt", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=_formatter)
    top.add_argument("--version", action="version", version=f"ckpt_viewer {__version__}")
    top.add_argument("--completion", action=_Completion, choices=("bash", "zsh", "fish"), metavar="SHELL",
                     default=argparse.SUPPRESS,
                     help="print what completes verbs and options at the Tab key in bash, zsh or fish")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=VerbParser)
    for name in [wanted] if wanted in SUMMARIES else SUMMARIES:
        _OPTIONS[name](_add(verbs, name))
    return top


class _Completion(argparse.Action):
    """Prints the script, and ends the program."""

    def __call__(self, parser: argparse.ArgumentParser, _: object, values: Any, __: str | None = None) -> None:
        from ckpt_viewer.verbs.completion import script  # for whoever asks

        sys.stdout.write(script(values, parser))
        parser.exit()


class _Formatter(argparse.HelpFormatter):
    """Fills the lines of prose; a paragraph with lines that are set in stays as it is written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(part if part.startswith("  ") or "\n  " in part else super(_Formatter, self)._fill_text(
            part, width, indent) for part in text.strip("\n").split("\n\n"))


def _formatter(prog: str) -> argparse.HelpFormatter:
    return _Formatter(prog, max_help_position=30, width=_columns() - 2)


def _columns() -> int:
    """As shutil has it, which argparse would import for each start, and bz2 and lzma with it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(1).columns or 80
    except OSError:
        return 80


def _add(verbs: argparse._SubParsersAction[VerbParser], name: str) -> Parser:
    summary = SUMMARIES[name]
    verb = verbs.add_parser(name, help=summary, description=summary[:1].upper() + summary[1:] + ".",
                            epilog=_epilog(name), formatter_class=_formatter, call=_CALLS[name])
    for switch, about in SWITCHES.get(name, {"json": JSON}).items():
        verb.add_argument(f"--{switch}", action="store_true", help=about)
    return verb


def _epilog(name: str) -> str:
    return _EXAMPLES[name] + (f"\n\n--json gives {_JSON[name]}" if name in _JSON else "")


def _add_info(verb: Parser) -> None:
    verb.add_argument("file", type=file_to_read, metavar="FILE", help="a checkpoint, or a folder to look through")


def _add_stats(verb: Parser) -> None:
    verb.add_argument("file", type=file_to_read, metavar="FILE", help="a checkpoint")
    verb.add_argument("pointers", metavar="POINTER", nargs="*", default=[],
                      help="a tensor, or a place with tensors below it")
    verb.add_argument("--bins", type=_positive, default=20, metavar="N", help="bins of the histograms (20)")


def _add_diff(verb: Parser) -> None:
    verb.add_argument("a", type=file_to_read, metavar="A", help="a checkpoint, the older one")
    verb.add_argument("b", type=file_to_read, metavar="B", help="the one that is compared with it")
    verb.add_argument("--tolerance", type=_tolerance, default=0.0, metavar="T",
                      help="elements that differ by no more than T are equal (0)")
    verb.add_argument("--by-module", action="store_true",
                      help="also how far each module moved: its tensors together, without whole numbers and the steps "
                           "that an optimizer counts")
    verb.add_argument("--html", type=name_of_file, metavar="OUT", help="also write one page that a browser opens, "
                      "with sortable tables and histograms; it needs no network")
    verb.add_argument("--csv", type=name_of_file, metavar="OUT", help="also write a table for a spreadsheet")
    verb.add_argument("--overwrite", action="store_true", help="replace OUT where it exists")


def _add_timeline(verb: Parser) -> None:
    verb.add_argument("files", type=file_to_read, nargs="+", metavar="FILE", help="checkpoints, or folders of them")
    verb.add_argument("--parameter", dest="parameters", action="append", default=[], metavar="NAME",
                      help="also the distribution of this parameter at every step")
    verb.add_argument("--bins", type=_positive, default=0, metavar="N", help="bins of these distributions")


def _add_fits(verb: Parser) -> None:
    verb.add_argument("a", type=file_to_read, metavar="A", help="what would be loaded")
    verb.add_argument("b", type=file_to_read, metavar="B", nargs="?",
                      help="what it would be loaded into, if not a class")
    verb.add_argument("--part", metavar="POINTER", help="which state_dict of A, where it holds several")
    verb.add_argument("--into", metavar="POINTER", help="which state_dict or model of B")
    _add_model(verb)


def _add_save(verb: Parser) -> None:
    verb.add_argument("file", type=file_to_read, metavar="IN", help="a checkpoint")
    verb.add_argument("others", type=name_of_file, metavar="OUT", nargs="*", default=[],
                      help="the new file; with --out-dir, more files to read")
    verb.add_argument("--out-dir", type=name_of_file, metavar="FOLDER",
                      help="write a file of the same name for each IN into this folder")
    verb.add_argument("--dry-run", action="store_true", help="say what would be written, changed and lost, and stop")
    verb.add_argument("--in-place", action="store_true",
                      help="make the changes in IN itself, at once whatever its size; `ckpt undo IN` takes them back")
    verb.add_argument("--as", dest="form", default="", choices=FORMS, metavar="FORM",
                      help=f"what to write: {', '.join(FORMS)}; `same` keeps the form of IN, and is meant where the "
                           "ending of OUT promises no other one")
    verb.add_argument("--part", metavar="POINTER", help="which state_dict or model, where the file holds several")
    verb.add_argument("--slim", dest="slims", action="append", default=[], choices=("optimizer", "ema", "weights"),
                      help="leave out optimizers; averaged copies of the model; all that holds tensors but the model")
    verb.add_argument("--only", dest="onlys", action="append", default=[], metavar="POINTER",
                      help="write the tensors at this place alone (state_dict, safetensors, npz)")
    verb.add_argument("--max-shard-size", type=_size, metavar="SIZE",
                      help="split a state_dict or safetensors into files of at most 5GB, 500MB, 2GiB … with an "
                           "index; OUT is a folder, or the name of the index")
    verb.add_argument("--legacy", action="store_true", help="write what PyTorch before 1.6 reads")
    verb.add_argument("--compact", action="store_true", help="leave out bytes of storages that no tensor uses")
    verb.add_argument("--plain", action="store_true", help="write only what torch.load(weights_only=True) reads")
    verb.add_argument("--survivors", action="store_true",
                      help="leave out tensors that are missing from a damaged file or fail their checksum")
    verb.add_argument("--overwrite", action="store_true", help="replace OUT where it exists")
    add_change_options(verb)
    _add_model(verb)
    verb.add_argument("--no-strict", dest="strict", action="store_false",
                      help="load although names are missing or unexpected; what is missing keeps the class's values")


def _add_model(verb: Parser) -> None:
    model = verb.add_argument_group("a model class", "Its code runs in a process of its own, and only with --run-code; "
                                    "without, the program says what would run.")
    model.add_argument("--model-class", metavar="CLASS", help="my_model.py:Model or package.module:Model")
    model.add_argument("--model-args", metavar="JSON", default="",
                       help="keyword arguments as an object, or positional ones as a list")
    model.add_argument("--model-folder", metavar="FOLDER", default="", help="where Python imports the class from")
    model.add_argument("--python", metavar="PYTHON", default="",
                       help="the Python that runs it, or a virtual environment's folder (the one of this program)")
    model.add_argument("--time-limit", type=_seconds, default=600.0, metavar="SECONDS",
                       help="stop the process after so long (600)")
    model.add_argument("--run-code", action="store_true", help="allow the class to run")


def _positive(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
    if not 0 < value <= 100_000:
        raise argparse.ArgumentTypeError("write a whole number from 1 to 100000")
    return value


def _size(text: str) -> int:
    try:
        return read_size(text)
    except InvalidEdit as error:
        raise argparse.ArgumentTypeError(f"{error.what}. {error.hint}") from None


def _seconds(text: str) -> float:
    return number(text, "a finite number of seconds above 0, such as 600", zero=False)


def _tolerance(text: str) -> float:
    return number(text, "a finite number of 0 or more, such as 1e-6")


def _add_file(verb: Parser) -> None:
    verb.add_argument("file", type=file_to_read, metavar="FILE")


_OPTIONS: dict[str, Callable[[Parser], None]] = {
    "info": _add_info, "stats": _add_stats, "diff": _add_diff, "timeline": _add_timeline, "fits": _add_fits,
    "save": _add_save, "undo": _add_file, "scan": _add_file,
}
