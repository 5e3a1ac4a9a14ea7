"""Settings survive a round trip, and nothing that lies in their file can stop the program."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ckpt_viewer.core import settings
from ckpt_viewer.core.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home" / "deeper"
    monkeypatch.setenv("CKPT_VIEWER_HOME", str(folder))
    return folder


def test_without_a_file_the_defaults(home: Path) -> None:
    assert settings.load() == Settings()
    assert not home.exists()


def test_what_is_stored_comes_back(home: Path) -> None:
    kept = Settings(
        theme="dark", language="zh_CN", recent_files=("/a/ü.pth", "/b c"), last_folder="/a", geometry="AdnQ",
        sizes={"main": (200, 600), "columns": (1, 2, 3)},
    )
    assert settings.store(kept)
    assert settings.load() == kept
    assert [p.name for p in home.iterdir()] == ["settings.json"]


def test_a_name_that_is_not_unicode_survives() -> None:
    name = os.fsdecode(b"/data/\xff.pth")
    settings.store(Settings(recent_files=(name,)))
    assert settings.load().recent_files == (name,)


@pytest.mark.parametrize("text", ["{", "[1, 2]", "\x00", "nul", "[" * 100_000])
def test_a_broken_file_is_kept_aside(home: Path, text: str) -> None:
    home.mkdir(parents=True)
    (home / "settings.json").write_text(text)
    assert settings.load() == Settings()
    assert (home / "settings.json.broken").read_text() == text
    assert settings.store(Settings(theme="light"))
    assert settings.load().theme == "light"


def test_bytes_that_are_not_utf8_are_kept_aside(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "settings.json").write_bytes(b'{"theme": "\xff"}')
    assert settings.load() == Settings()
    assert (home / "settings.json.broken").exists()


def test_one_wrong_value_does_not_cost_the_others(home: Path) -> None:
    home.mkdir(parents=True)
    data = {
        "theme": "pink", "language": "Klingon", "recent_files": ["a", 5, "b"], "geometry": 7, "last_folder": "/x",
        "reopen": 1, "sizes": {"a": [1, 2], "b": [1, "2"], "c": 3}, "something new": [1],
    }
    (home / "settings.json").write_text(json.dumps(data))
    assert settings.load() == Settings(recent_files=("a", "b"), last_folder="/x", sizes={"a": (1, 2)})


def test_a_folder_that_cannot_be_written_is_no_crash(home: Path) -> None:
    home.parent.mkdir(parents=True)
    home.write_text("a file where the folder should be")
    assert not settings.store(Settings(theme="dark"))
    assert settings.load() == Settings()


def test_recent_files_are_unique_newest_first_and_few() -> None:
    kept = Settings()
    for n in range(20):
        kept = kept.with_recent(f"/f{n}")
    kept = kept.with_recent("/f15")
    assert kept.recent_files[:3] == ("/f15", "/f19", "/f18")
    assert len(kept.recent_files) == settings.MAX_RECENT == len(set(kept.recent_files))


def test_the_platform_folder_is_used_without_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CKPT_VIEWER_HOME")
    assert settings.folder().name == "ckpt_viewer"
    assert settings.folder().is_absolute()
