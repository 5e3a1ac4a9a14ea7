"""One family of errors, each saying what is wrong, where, and what to do about it."""

from __future__ import annotations

from ckpt_viewer.core.lazy_typing import Self


class CheckpointError(Exception):
    """An expected failure, ready to be shown to a person.

    `what` is one sentence without a full stop, `where` names the file, record or tensor (may be empty),
    `hint` says what to do, `advice` of its kind where none is given. `str(error)` is always a single line. `seen`
    holds what pickles of the file named before it failed (each a `GlobalUse`), for a report on it.
    """

    advice: str = ""

    seen: tuple[object, ...] = ()

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        super().__init__(what, where, hint)
        self.what = what
        self.where = where
        self.hint = hint or self.advice

    def because_of(self, cause: CheckpointError) -> Self:
        """This error, with the names that were seen before the one it tells of."""
        self.seen = cause.seen
        return self

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f". {self.hint}" if self.hint else ""
        return " ".join(f"{place}{self.what}{advice}".split())


class NotACheckpoint(CheckpointError):
    """The file is something else, or nothing that we can read."""


class Damaged(CheckpointError):
    """The file is a checkpoint, but truncated, inconsistent or malformed. `ran` is what the pickle is called that was
    run as far as it can be."""

    advice = "Copy or download the file again."
    ran: str = ""


class Unsupported(CheckpointError):
    """A valid file or request that this program does not handle."""


class SourceError(CheckpointError):
    """The bytes could not be had: missing file, no permission, input/output error."""


class ChangedOnDisk(SourceError):
    """The file is no longer the one that was opened."""


class InvalidEdit(CheckpointError):
    """An edit that cannot be applied to this checkpoint."""


class InvalidPath(CheckpointError):
    """A JSON Pointer or path that leads nowhere in this checkpoint."""


class DeviceError(CheckpointError):
    """A device that does not exist or cannot be used."""


class OutOfMemory(DeviceError):
    """Not enough memory on a device; the text carries the bytes needed and the bytes free."""


class SaveFailed(CheckpointError):
    """A save that did not happen; the file that was there before is untouched."""


class ChecksumFailed(SaveFailed):
    """A save that did not happen because bytes of the opened file are not those of its checksums."""


class ModelError(CheckpointError):
    """A model class that cannot be found, built or loaded into, or whose code was not allowed to run."""


class InvalidRecipe(InvalidEdit):
    """A recipe that cannot be read, or an operation of one that cannot be done to a file."""
