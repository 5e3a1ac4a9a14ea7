"""Look into, compare, change and save PyTorch checkpoints without running a line of what they carry.

    import ckpt_viewer

    with ckpt_viewer.open("checkpoint.pth") as checkpoint:
        for path, numbers in ckpt_viewer.stats(checkpoint).items():
            print(path, numbers.summary.mean, numbers.summary.nan)

Files are given as a path or as what `open` returned. Importing this package imports nothing else; reading a file needs
neither torch nor numpy, the numbers of tensors need numpy, and nothing here needs torch. Every failure that is to be
expected is a `ckpt_viewer.CheckpointError` whose text is one line: where, what, and what to do. Its kinds, as named
below, are in `ckpt_viewer.core.errors`; what is no path where a file is wanted is a TypeError.
"""

from __future__ import annotations

import os
import sys


def distrust_current_folder() -> None:
    """Take the current folder out of the places to import from, unless the program itself lies there: a `torch.py` may
    lie beside a checkpoint."""
    try:
        here = os.getcwd()  # noqa: PTH109 (pathlib is not imported yet, and must not be from there)
    except OSError:
        here = ""  # a folder that was deleted
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
    sys.path[:] = [place for place in sys.path if place not in ("", here) or (place or here) == own]


if sys.argv[:1] == ["-m"]:  # so it is while Python looks for the module of `python -m ckpt_viewer…`, and only then
    distrust_current_folder()

from collections.abc import Mapping, Sequence  # noqa: E402
from contextlib import AbstractContextManager, nullcontext  # noqa: E402

TYPE_CHECKING = False  # that of `typing`, which takes a while to import
if TYPE_CHECKING:
    from typing import Literal

    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.diffing.compared import Compared
    from ckpt_viewer.core.diffing.suggesting import Fitted
    from ckpt_viewer.core.engine.base import Histogram
    from ckpt_viewer.core.errors import CheckpointError as CheckpointError
    from ckpt_viewer.core.formats.checksums import ByteCheck
    from ckpt_viewer.core.graph import Path
    from ckpt_viewer.core.saving import SaveReport
    from ckpt_viewer.core.scanning import ScanReport
    from ckpt_viewer.verbs.answer import Json

    File = str | os.PathLike[str] | Checkpoint
    Form = Literal["same", "state_dict", "training_checkpoint", "whole_model", "safetensors", "npz"]

__version__ = "0.1.0"
__all__ = ["CheckpointError", "compare", "fits", "info", "open", "save", "scan", "stats", "verify"]


def open(path: str | os.PathLike[str]) -> Checkpoint:  # noqa: A001
    """Read a checkpoint: its graph of nodes, but not a byte of its tensors. A context manager; else `close()` it.

    The content decides what it is, never the extension. `Checkpoint.graph` resolves paths
    (`graph.resolve(("model_state", "fc.weight"))`) and walks; nodes are frozen values, never instances of classes that
    the file names. Raises SourceError (missing, no permission, a folder), NotACheckpoint, Damaged, Unsupported.
    """
    from ckpt_viewer.core.formats import open_checkpoint

    return open_checkpoint(path)


def info(file: File) -> Mapping[str, Json]:
    """What is in a file, as `ckpt info --json` writes it.

    `tensors` have shape and stride in elements and sizes in bytes; non-finite floats are "nan", "inf" and "-inf".
    Raises as `open`.
    """
    from ckpt_viewer.verbs.info import info

    with _opened(file) as checkpoint:
        return info(checkpoint)


def stats(file: File, *pointers: str, bins: int = 256) -> dict[Path, Histogram]:
    """Exact numbers and a histogram of every tensor at or below the JSON Pointers, of all tensors where there are none.

    By path, in file order. `Histogram.edges` has shape (bins + 1,), `counts` shape (bins,); `Histogram.summary` holds
    count, minimum, maximum, mean and population standard deviation of the finite elements in float64, and the numbers
    of zeros, NaN and infinities. Memory stays constant whatever the size of a tensor.
    Raises as `open`, InvalidPath for a pointer that leads nowhere, Damaged where a tensor's bytes cannot be had,
    Unsupported for fewer than 1 or more than 1,048,576 bins.
    """
    from ckpt_viewer.core.collecting import no_collection
    from ckpt_viewer.core.errors import CheckpointError, Unsupported
    from ckpt_viewer.core.task import Task
    from ckpt_viewer.core.wording import path_text
    from ckpt_viewer.verbs.stats import chosen_tensors, histograms

    if not hasattr(bins, "__index__"):
        raise Unsupported(f"{bins!r} is no number of bins", hint="Give a whole number from 1 to 1,048,576.")
    found: list[Histogram] = []

    def keep(answer: Histogram | CheckpointError) -> None:
        if isinstance(answer, CheckpointError):
            answer.where = answer.where or path_text(tensors[len(found)].path)
            raise answer
        found.append(answer)

    with _opened(file) as checkpoint, no_collection():
        tensors = chosen_tensors(checkpoint.graph, pointers, Task())
        histograms(checkpoint.graph, tensors, bins, Task(), keep)
    return {tensor.path: histogram for tensor, histogram in zip(tensors, found, strict=True)}


def compare(a: File, b: File, *, tolerance: float = 0.0) -> Compared:
    """What differs: structure, values, and the numbers of every pair of tensors of one shape.

    `identical` and `sentence` sum it up; `diff.entries` lists differences and pairs of tensors, `measured` holds for
    each a Comparison of b against a (max abs, mean abs, relative L2, cosine, changed elements) or None, `failures` says
    by number of the entry why bytes cannot be had. Elements that differ by no more than `tolerance` are equal, and so
    is NaN to NaN. Raises as `open`, Unsupported for a tolerance below 0.
    """
    from ckpt_viewer.core.errors import Unsupported
    from ckpt_viewer.core.task import Task
    from ckpt_viewer.verbs.diff import compare

    if not hasattr(tolerance, "__float__") or not tolerance >= 0:  # nor NaN
        raise Unsupported(f"{tolerance!r} is no tolerance", hint="Give 0 or more.")
    with _opened(a) as one, _opened(b) as other:
        return compare(one, other, tolerance, Task())


def fits(a: File, b: File, *, part: str | None = None, into: str | None = None) -> Fitted:
    """Whether `load_state_dict` with strict=True would take the state_dict of `a` into the model of `b`.

    `fit` says what is missing, unexpected or of another shape, `suggestions` what would make it load. `part` and `into`
    are JSON Pointers of state_dicts or whole models; without them the likeliest is taken. Nothing is loaded or run.
    Raises as `open`, InvalidPath.
    """
    from ckpt_viewer.core.diffing.fitting import chosen_part, state_names
    from ckpt_viewer.core.diffing.suggesting import fitted

    with _opened(a) as one, _opened(b) as other:
        return fitted(state_names(one.graph, chosen_part(one.graph, part, one.name)),
                      state_names(other.graph, chosen_part(other.graph, into, other.name)))


def save(
    file: File, target: str | os.PathLike[str], *, form: Form | None = None, device: str = "keep",
    values: Mapping[str, bool | int | float | str | None] | None = None, learning_rate: float | None = None,
    part: str | None = None, compact: bool = False, plain: bool = False, overwrite: bool = False,
    survivors: bool = False, only: str | Sequence[str] = (), leave_out: str | Sequence[str] = (),
    max_shard_size: int | None = None, legacy: bool = False, recipe: str | os.PathLike[str] | None = None,
) -> SaveReport:
    """Write a file again: in another form, for another device, with other values; read back and verified.

    `form` is same, state_dict, training_checkpoint, whole_model, safetensors or npz. Without it the ending of the
    target decides where it promises another kind of file than the opened one is, such as `.safetensors`. `part` is the
    JSON Pointer of the state_dict, model or file of a bundle to write, needed where there are several. `compact` leaves
    out bytes that no tensor uses, `plain` writes what `torch.load(weights_only=True)` reads.

    `values` maps JSON Pointers to new values; `learning_rate` is set in every group together with what must follow it.
    Before them all that a `recipe` file says is done, which raises InvalidRecipe with the operation that cannot be.
    `device` is `keep`, `cpu`, `cuda:N`; no such device is needed. The target appears only once the copy is proved, and
    is replaced only with `overwrite`. `survivors` leaves out tensors of a damaged file that cannot be read or fail
    their checksum; without it they make the save fail.

    `only` are the JSON Pointers, or the one, of the tensors to write (state_dict, safetensors, npz), `leave_out` those
    of parts to leave out. `max_shard_size`, in bytes, splits a state_dict or safetensors into files of that size with
    an index; `target` is then the folder, or the name of the index. `legacy` writes what PyTorch before 1.6 reads.
    Raises as `open`; InvalidEdit for a value of another type or one that does not fit, InvalidPath; SaveFailed with the
    reason.
    """
    from pathlib import Path as FilePath

    from ckpt_viewer.core.document import Document
    from ckpt_viewer.core.recipes import LearningRate, SetAt, read_recipe, replay
    from ckpt_viewer.core.saving import SaveOptions, form_by_name
    from ckpt_viewer.core.task import Task
    from ckpt_viewer.verbs.save import ARGUMENTS, save

    _check_save(form, device, values or {}, learning_rate, max_shard_size)
    with _opened(file) as checkpoint:
        document = Document(checkpoint)
        if survivors:
            document.learn(verify(checkpoint))
        if recipe is not None:
            replay(document, read_recipe(FilePath(recipe)))
        for pointer, value in (values or {}).items():
            document.apply(SetAt(pointer, value))
        if learning_rate is not None:
            document.apply(LearningRate(float(learning_rate)))
        graph = document.graph
        place = graph.parse_pointer(part) if part else None
        how = SaveOptions(form or form_by_name(checkpoint, FilePath(target)), place, device, compact, plain, overwrite,
                          survivors=survivors, only=tuple(map(graph.parse_pointer, _each(only))),
                          leave_out=tuple(map(graph.parse_pointer, _each(leave_out))), max_shard_size=max_shard_size,
                          legacy=legacy)
        return save(document.snapshot(), FilePath(target), how, Task(), ARGUMENTS)[0]


def verify(file: File) -> ByteCheck:
    """Read every byte of a zip and compare it with the checksums in it, which PyTorch does not.

    `sentence` sums it up, `mismatches` name the tensors (`paths`) and records that are wrong. Raises as `open`.
    """
    from ckpt_viewer.core.formats.checksums import check_bytes
    from ckpt_viewer.core.task import Task

    with _opened(file) as checkpoint:
        return check_bytes(checkpoint.graph, checkpoint.source, Task())


def scan(file: File) -> ScanReport:
    """What loading a file in Python would import and call. Nothing is executed, and no file is ever called harmless.

    A file that cannot be read gives a report with the verdict `unreadable`, not an error.
    """
    from ckpt_viewer.core.checkpoint import Checkpoint
    from ckpt_viewer.core.errors import CheckpointError
    from ckpt_viewer.core.scanning import installed_list, scan, scan_unreadable
    from ckpt_viewer.core.task import Task

    allowed = installed_list()
    try:
        with _opened(file) as checkpoint:
            return scan(checkpoint, allowed=allowed)
    except CheckpointError as error:
        if isinstance(file, Checkpoint):
            return scan(error, allowed=allowed)
        return scan_unreadable(error, file, Task(), allowed)


def __getattr__(name: str) -> type[CheckpointError]:
    """`CheckpointError`, once it is asked for."""
    if name != "CheckpointError":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ckpt_viewer.core.errors import CheckpointError

    return CheckpointError


def _opened(file: File) -> AbstractContextManager[Checkpoint]:
    """The checkpoint; closed again only where it was opened here."""
    from ckpt_viewer.core.checkpoint import Checkpoint

    return nullcontext(file) if isinstance(file, Checkpoint) else open(file)


def _each(pointers: str | Sequence[str]) -> Sequence[str]:
    """Several, or one alone, which must not be read letter by letter."""
    if isinstance(pointers, str) or not hasattr(pointers, "__iter__"):
        return (pointers,)  # type: ignore[return-value]  # of what is no text either, the pointer will be refused
    return pointers


def _check_save(form: object, device: object, values: object, learning_rate: object, shard: object) -> None:
    """Refuse what no type checker has seen."""
    from ckpt_viewer.core.errors import InvalidEdit, SaveFailed
    from ckpt_viewer.core.saving import FORM_TITLES

    if form is not None and form not in FORM_TITLES:
        raise SaveFailed(f"{form!r} is not a form", hint=f"Choose one of {', '.join(FORM_TITLES)}.")
    if not isinstance(device, str):
        raise SaveFailed(f"{device!r} is not a device", hint="Write keep, cpu, cuda:0, mps or xpu:0.")
    if not isinstance(values, Mapping):
        raise InvalidEdit(f"{values!r} are not values", hint='Give a dict, such as {"/epoch": 0}.')
    for pointer, value in values.items():
        if not isinstance(value, bool | int | float | str | None):
            raise InvalidEdit(f"a value of type {type(value).__name__} cannot be set", pointer,
                              "Give a bool, int, float, str or None.")
    if learning_rate is not None and (isinstance(learning_rate, bool) or not isinstance(learning_rate, int | float)
                                      or not 0 <= learning_rate <= sys.float_info.max):
        raise InvalidEdit(f"{learning_rate!r} is not a learning rate", hint="Give a number of 0 or more, such as 1e-3.")
    if shard is not None and (isinstance(shard, bool) or not isinstance(shard, int) or shard < 1):
        raise SaveFailed(f"{shard!r} is not the size of a shard", hint="Give it in bytes, such as 5_000_000_000.")
