"""`ckpt save IN… --out-dir FOLDER`: the same for many files, each on its own: what fails for one stops no other."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ckpt_viewer.core.errors import CheckpointError, SaveFailed
from ckpt_viewer.core.recipes import read_recipe
from ckpt_viewer.core.wording import count_text, plain_text
from ckpt_viewer.verbs.answer import FAILED, Answer, Json
from ckpt_viewer.verbs.spelling import with_options

SaveOne = Callable[[argparse.Namespace, str, str], tuple[dict[str, Json], tuple[str, ...]]]


def answer_many(options: argparse.Namespace, save_one: SaveOne) -> Answer:
    """Status 2 where a file could not be saved. Raises CheckpointError where none can be."""
    if options.in_place:
        raise SaveFailed("--in-place changes a file itself and does not go with --out-dir", options.file,
                         "Leave one of the two out.")
    for recipe in options.recipes:
        read_recipe(Path(recipe))  # what is wrong with it is wrong for every file
    files, folder = [options.file, *options.others], Path(options.out_dir)
    if not options.dry_run:
        _make(folder)
    entries: list[Json] = []
    lines: list[str] = []
    failed, taken = 0, set[Path]()
    for file in files:
        target = folder / _name(file, options)
        try:
            if target in taken:
                raise SaveFailed("another of these files has the same name", file, "Save it on its own.")
            data, texts = save_one(options, file, str(target))
        except CheckpointError as error:
            failed += 1
            text = _placed(error, file)
            entries.append({"file": file, "saved": False, "error": text})
            lines.append(f"Not saved: {plain_text(text, 2000)}")
        else:
            taken.add(target)
            failed += bool(data.get("refusal"))  # of a dry run
            entries.append({"file": file, "saved": not options.dry_run, **data})
            lines += texts
    done = count_text(len(files) - failed, "file")
    word = "would be saved" if options.dry_run else "saved"
    lines.append(f"{done} {word}{f', {failed:,} not' if failed else ''}")
    return Answer({"files": entries, "done": len(files) - failed, "failed": failed}, tuple(lines),
                  FAILED if failed else 0)


def _placed(error: CheckpointError, file: str) -> str:
    """The error with the file it is about."""
    return with_options(str(error) if file in error.where else f"{file}: {error}")


def _name(file: str, options: argparse.Namespace) -> str:
    """Shards lie in a folder of the file's name without its suffix."""
    name = Path(Path(file).name)
    if options.max_shard_size is not None:
        return name.stem
    return str(name.with_suffix(f".{options.form}")) if options.form in ("safetensors", "npz") else str(name)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SaveFailed(f"this folder cannot be made ({error.strerror or error})", str(folder),
                         "Choose another place for it.") from None
