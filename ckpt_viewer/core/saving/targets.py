"""Whether something can be written where a plan says, and if not, why and what can be done. Writes nothing."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

from ckpt_viewer.core.saving.forms import SaveOptions, SavePlan
from ckpt_viewer.core.saving.replacing import real_target
from ckpt_viewer.core.saving.sharding import Sharded, place_of
from ckpt_viewer.core.sources.local import is_file_at
from ckpt_viewer.core.wording import bytes_text, plain_text

_MAX_NAME = 255


def replaced_at(target: Path, options: SaveOptions) -> str:
    """The name of what a save at `target` would replace; empty where nothing is there."""
    if not options.max_shard_size:
        return target.name if is_file_at(target) else ""
    place = place_of(target, "safetensors" if options.form == "safetensors" else "torch_zip")
    there = place.in_the_way()
    return f"{place.index.name} and its shards" if place.index.name in there else next(iter(there), "")


def why_not_there(made: SavePlan) -> str:
    """Why nothing can be written at the target."""
    target = made.target
    names = made.sharded.names if made.sharded is not None else (target.name,)
    try:
        if any(len(os.fsencode(name)) > _MAX_NAME for name in names):
            return "The name is too long. Choose a shorter one."
        if made.sharded is not None:
            return _why_not_in_folder(made, made.sharded)
        real = real_target(target)
        folder = real.parent
        if folder.is_dir():
            return _existing(made, target, real) or _no_room(made, folder)
        return _why_not_made(made, folder)
    except OSError as error:
        return f"This place cannot be used: {plain_text(error.strerror or str(error), 200)}. Choose another."
    except ValueError as error:
        return f"This place cannot be used: {plain_text(str(error), 200)}. Choose another."


def _existing(made: SavePlan, target: Path, real: Path) -> str:
    """Why what is at the target already is in the way."""
    files = made.checkpoint.source.files
    if len(files) > 1 and str(real) in map(os.path.realpath, files):
        return f"{plain_text(target.name, 100)} is a part of the checkpoint that is open. Choose another name."
    if closed := _closed(real.parent):
        return closed
    try:
        mode = real.lstat().st_mode
    except FileNotFoundError:
        return ""
    if stat.S_ISDIR(mode):
        return f"There is a folder called {plain_text(target.name, 100)}. Choose another name."
    if not stat.S_ISREG(mode):
        return "This is a device, a pipe or a broken link, not a file. Choose another name."
    if not made.options.overwrite:
        return f"{plain_text(target.name, 100)} exists already. Allow replacing it, or choose another name."
    if not os.access(real, os.W_OK):
        return f"{plain_text(target.name, 100)} is write-protected. Choose another name."
    return ""


def _why_not_made(made: SavePlan, folder: Path) -> str:
    """Why nothing can be written into a folder that is not there."""
    if not made.options.new_folder:
        return f"There is no folder {plain_text(str(folder), 200)}. Make it first, or choose another."
    home = next(place for place in folder.parents if place.is_dir())
    return _closed(home) or _no_room(made, home)


def _closed(folder: Path) -> str:
    """Why nothing can be written into a folder, if so: nobody may write on that disk, or this person not there."""
    if os.access(folder, os.W_OK | os.X_OK):
        return ""
    name = plain_text(str(folder), 200)
    if hasattr(os, "statvfs") and os.statvfs(folder).f_flag & os.ST_RDONLY:
        return f"{name} is on a disk that can only be read. Choose a folder on another disk."
    return f"You have no permission to write in {name}. Choose another folder."


def _no_room(made: SavePlan, folder: Path) -> str:
    disk = shutil.disk_usage(folder)
    if made.nbytes <= disk.free or not disk.total:  # some network disks do not tell, and say 0 of 0
        return ""
    return (f"The file needs {bytes_text(made.nbytes)}, and {bytes_text(disk.free)} are free there. "
            "Free some space or choose another disk.")


def _why_not_in_folder(made: SavePlan, files: Sharded) -> str:
    """The same for several files in a folder, which is made where it is the target itself."""
    folder = Path(os.path.realpath(files.place.folder))
    home = folder.parent if files.place.own and not folder.exists() else folder
    if folder.is_file():
        return f"There is a file called {plain_text(folder.name, 100)}. Choose another name for the folder."
    if not home.is_dir():
        return _why_not_made(made, home)
    if closed := _closed(home):
        return closed
    there = files.place.in_the_way()
    opened = set(map(os.path.realpath, made.checkpoint.source.files))
    if any(os.path.realpath(folder / name) in opened for name in there):
        return (f"The checkpoint that is open lies in {plain_text(str(folder), 200)} under these names. Choose another "
                "folder.")
    if any((folder / name).is_dir() for name in there):
        return f"There is a folder called {plain_text(there[0], 100)}. Choose another name."
    if there and not made.options.overwrite:
        return (f"There is a checkpoint of this name in the folder already ({plain_text(there[0], 100)}). Allow "
                "replacing it, or choose another folder.")
    return _no_room(made, home)
