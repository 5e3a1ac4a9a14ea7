"""What the program remembers between two runs, as one small JSON file.

Contract: `load` never fails: what is missing, of the wrong type or not JSON at all becomes the default, and a file that
could not be understood is kept beside it as `settings.json.broken`. `store` replaces the file in one step, so a crash
leaves the old settings or the new, never half. The folder is `$CKPT_VIEWER_HOME`, else the platform's own.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

from ckpt_viewer.core.lazy_dataclasses import dataclass, field, replace

Theme = Literal["system", "light", "dark"]
Language = Literal["system", "en", "zh_CN"]
FILE_NAME = "settings.json"
MAX_RECENT, MAX_SESSION = 12, 40
_MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """`geometry` is Qt's, as base64 text; `sizes` holds splitters and columns in pixels by name.

    `recent_notes` says what the recent files were, by path; `session` are the files that were open last, from left to
    right, and `reopen` whether they are opened again at the start.
    """

    theme: Theme = "system"
    language: Language = "system"
    recent_files: tuple[str, ...] = ()
    recent_notes: Mapping[str, str] = field(default_factory=dict)
    session: tuple[str, ...] = ()
    reopen: bool = False
    last_folder: str = ""
    geometry: str = ""
    sizes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def with_recent(self, path: str, note: str = "") -> Settings:
        """`path` first among the recent files, once, and what it is."""
        others = tuple(p for p in self.recent_files if p != path)
        kept = (path, *others)[:MAX_RECENT]
        notes = {**self.recent_notes, path: note}
        return replace(self, recent_files=kept, recent_notes={p: notes[p] for p in kept if notes.get(p)})

    def with_note(self, path: str, note: str) -> Settings:
        """What a recent file is, in a few words."""
        return replace(self, recent_notes={**self.recent_notes, path: note}) if path in self.recent_files else self


def folder() -> Path:
    """Where the settings lie; it need not exist yet."""
    home = os.environ.get("CKPT_VIEWER_HOME")
    if home:
        return Path(home)
    import platformdirs  # here: the command line never needs it

    return platformdirs.user_config_path("ckpt_viewer", appauthor=False)


def load() -> Settings:
    """The stored settings, or the defaults for all that cannot be had."""
    path = folder() / FILE_NAME
    try:
        with path.open("rb") as file:
            data = json.loads(file.read(_MAX_BYTES))
    except OSError:
        return Settings()
    except (ValueError, RecursionError):
        _keep_aside(path)
        return Settings()
    if not isinstance(data, dict):
        _keep_aside(path)
        return Settings()
    return _understood(data)


def store(settings: Settings) -> bool:
    """Write the settings; False where the folder cannot be written, which is no reason to stop working."""
    # A line for each, but not by json's own indenting, which leaves functions behind that know one another, each time.
    text = json.dumps({name: getattr(settings, name) for name in Settings.__match_args__}, separators=(",\n", ": "))
    target = folder() / FILE_NAME
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix=".settings-", suffix=".tmp", dir=target.parent)
    except OSError:
        return False
    return _write_and_replace(handle, Path(beside), target, text)


def _write_and_replace(handle: int, beside: Path, target: Path, text: str) -> bool:
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        return False
    return True


def _keep_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(f"{path.name}.broken"))
    except OSError:
        return  # a folder that cannot be written; the next `store` says so


def _understood(data: Mapping[str, object]) -> Settings:
    """Each value by itself, so that one wrong entry does not cost the others."""
    good = {name: data[name] for name in Settings.__match_args__ if name in data}
    checked: dict[str, object] = {}
    for name, value in good.items():
        kept = _checked(name, value)
        if kept is not None:
            checked[name] = kept
    return replace(Settings(), **checked)  # type: ignore[arg-type]  # each value was checked against its field


def _checked(name: str, value: object) -> object:
    """The value as the field wants it, or None."""
    match name:
        case "theme":
            return value if value in get_args(Theme) else None
        case "language":
            return value if value in get_args(Language) else None
        case "recent_files" | "session":
            most = MAX_RECENT if name == "recent_files" else MAX_SESSION
            return tuple(v for v in value if isinstance(v, str))[:most] if isinstance(value, list) else None
        case "recent_notes":
            return {k: v for k, v in value.items() if isinstance(v, str)} if isinstance(value, dict) else None
        case "reopen":
            return value if isinstance(value, bool) else None
        case "sizes":
            return _sizes(value) if isinstance(value, dict) else None
        case _:
            return value if isinstance(value, str) else None


def _sizes(value: Mapping[object, object]) -> dict[str, tuple[int, ...]]:
    return {
        name: tuple(sizes)
        for name, sizes in value.items()
        if isinstance(name, str) and isinstance(sizes, list) and all(type(n) is int for n in sizes)
    }
