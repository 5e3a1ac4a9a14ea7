"""packaging/dev.py and its neighbour: what they decide. That they really set a bare machine up, CI shows each time."""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "packaging" / "dev.py"


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The script as a module, with its neighbour found as it is when the script runs; forgotten again afterwards."""
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    yield importlib.import_module("dev")
    for name in ("dev", "system_packages", "translations"):
        sys.modules.pop(name, None)


@pytest.fixture
def system(dev: ModuleType) -> ModuleType:
    return importlib.import_module("system_packages")


@pytest.fixture
def apt_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that only writes down how it was called, alone on PATH."""
    log, programs = tmp_path / "apt.log", tmp_path / "programs"
    programs.mkdir()
    fake = programs / "apt-get"
    fake.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {log}\n', encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    return log


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["--help"], 0), (["nonsense"], 2), (["check", "x"], 1)])
def test_a_wrong_call_says_how_to_call_it(arguments: list[str], status: int, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert "Traceback" not in done.stderr
    assert "dev.py test" in done.stdout or "`check` takes no arguments." in done.stderr


def test_a_package_must_be_made_before_it_is_tried(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "DIST", tmp_path)
    assert dev.main(["bare"]) == 1
    assert "There is no package yet: `deb` makes it." in capsys.readouterr().err


def test_a_bundle_needs_more_of_the_system_than_a_window(system: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "_loads", lambda _: True)
    monkeypatch.setenv("PATH", "")
    assert system._missing(x11=True, tests=False, bundle=False) == {}
    assert set(system._missing(x11=True, tests=False, bundle=True).values()) == {"binutils"}


def test_a_bundle_needs_python_as_a_library(system: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's python3 is a program alone; one that was built without the library is helped by no package."""
    monkeypatch.setattr(system, "_loads", lambda library: not library.startswith("libpython"))
    monkeypatch.setattr(system, "BUILD_PROGRAMS", {})
    built = {"Py_ENABLE_SHARED": 1, "INSTSONAME": "libpython3.11.so.1.0"}
    monkeypatch.setattr(system.sysconfig, "get_config_var", built.get)
    name = "libpython{}.{}".format(*sys.version_info)
    assert system._missing(x11=True, tests=False, bundle=True) == {"libpython3.11.so.1.0": name}
    built["Py_ENABLE_SHARED"] = 0
    assert system._missing(x11=True, tests=False, bundle=True) == {}


@pytest.mark.parametrize(
    ("arguments", "lacks", "built", "status"),
    [
        ([], "", 0, 0),
        ([], "binutils (objdump)", 0, 1),  # a person wanted one
        (["--if-possible"], "binutils (objdump)", 1, 0),
        (["--if-possible"], "", 0, 0),
        (["--if-possible"], "", 1, 1),  # built, and something in it did not start
    ],
)
def test_a_bundle_fails_where_it_does_not_work_and_not_where_it_cannot_be_built(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    arguments: list[str], lacks: str, built: int, status: int,
) -> None:
    monkeypatch.setattr(dev.system_packages, "provide", lambda **_: None)
    monkeypatch.setattr(dev, "_install", lambda **_: None)
    monkeypatch.setattr(dev, "_try_pip", lambda _: True)
    monkeypatch.setattr(dev.subprocess, "check_output", lambda *_, **__: f"{lacks}\n")
    monkeypatch.setattr(dev, "_call", lambda *_, **__: built)
    assert dev.main(["bundle", *arguments]) == status
    said = "".join(capsys.readouterr())
    assert said == (f"No bundle was built and tried: this machine lacks {lacks}.\n" if lacks else "")


def test_a_package_is_made_or_it_is_a_failure(dev: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["deb", "--if-possible"]) == 1
    assert "takes no arguments" in capsys.readouterr().err


def test_every_change_is_tried_as_a_bundle_too() -> None:
    wanted = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-2:]
    assert wanted == ["python3 packaging/dev.py test", "python3 packaging/dev.py bundle --if-possible"]


def test_nothing_is_installed_when_nothing_is_missing(
    system: ModuleType, apt_log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "_missing", lambda **_: {})
    system.provide(x11=True, tests=True)
    assert not apt_log.exists()
    assert capsys.readouterr().out == ""


def test_root_gets_missing_packages_from_apt(
    system: ModuleType, apt_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(system, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(system.os, "geteuid", lambda: 0)
    system.provide(x11=True, tests=False)
    update, install = apt_log.read_text(encoding="utf-8").splitlines()
    assert update.startswith("noninteractive")
    assert update.endswith("update")
    assert "--no-install-recommends" in install
    assert install.endswith(" libegl1")


def test_others_are_told_the_exact_command(
    system: ModuleType, apt_log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    system.provide(x11=False, tests=False)
    assert not apt_log.exists()
    said = capsys.readouterr().out
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1" in said


def test_without_apt_the_missing_libraries_are_named(
    system: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system, "_loads", lambda library: library != "libEGL.so.1")
    monkeypatch.setenv("PATH", "")
    system.provide(x11=False, tests=False)
    assert "libEGL.so.1" in capsys.readouterr().out


def test_the_loader_decides_what_is_missing(system: ModuleType) -> None:
    assert system._loads("libc.so.6")
    assert not system._loads("libckpt-viewer-does-not-exist.so.1")


@pytest.mark.parametrize(
    ("driver", "cuda_by_itself", "cuda_with_index", "index_used"),
    [
        (True, True, False, False),  # a GPU: PyPI's build is the right one
        (False, False, False, False),  # pip's own configuration leads to a CPU build
        (False, True, False, True),
        (False, True, True, False),  # the index cannot be reached: the large build, but it works
    ],
)
def test_cuda_is_left_out_where_it_is_of_no_use(
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    driver: bool,
    cuda_by_itself: bool,
    cuda_with_index: bool,
    index_used: bool,
) -> None:
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "_has_nvidia_driver", lambda: driver)
    monkeypatch.setattr(dev, "_would_pull_cuda", lambda options: cuda_with_index if options else cuda_by_itself)
    assert dev._torch_options() == (dev.CPU_INDEX if index_used else [])


@pytest.mark.parametrize(("name", "pulled"), [("nvidia-cublas", True), ("cuda-toolkit", True), ("sympy", False)])
def test_pip_is_asked_what_it_would_take(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str, pulled: bool
) -> None:
    report = json.dumps({"install": [{"metadata": {"name": "torch"}}, {"metadata": {"name": name}}]})
    monkeypatch.setattr(dev, "PIP_INSTALL", [sys.executable, "-c", f"print({report!r})"])
    assert dev._would_pull_cuda([]) is pulled


def test_a_pip_that_cannot_say_does_not_stop_the_set_up(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "PIP_INSTALL", [sys.executable, "-c", "raise SystemExit(2)"])
    assert dev._would_pull_cuda([]) is False


def test_every_part_runs_and_one_failure_fails_the_whole(
    dev: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    bad, good = [sys.executable, "-c", "raise SystemExit(3)"], [sys.executable, "-c", "print('the good one ran')"]
    assert dev._run_parts({"bad": bad, "good": good}, {}) == 1
    said = capfd.readouterr().out
    assert "the good one ran" in said
    assert "FAILED (3)" in said
    assert dev._run_parts({"good": good}, {}) == 0


@pytest.mark.parametrize("arguments", [[], ["tests/cli", "-k", "scan"]])
def test_all_tests_are_shared_out_and_named_ones_run_here(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """A debugger, the first failure or the last one that failed are of one process."""
    commands: list[list[str]] = []

    def record(command: list[str], **_: object) -> int:
        commands.append(command[1:])
        return 0

    monkeypatch.setattr(dev, "_call", record)
    monkeypatch.setattr(dev, "_install", lambda **_: None)
    monkeypatch.setattr(dev.system_packages, "provide", lambda **_: None)
    assert dev.main(["test", *arguments]) == 0
    shared_out = ["--numprocesses", "auto", "--maxprocesses", "4"]
    assert commands[-1] == ["-m", "pytest", *(arguments or shared_out)]
    assert len(commands) == (1 if arguments else 5)


@pytest.mark.parametrize(
    ("display", "arguments", "tail", "platform"),
    [
        (":0", ["--demo"], ["--demo"], None),
        (":0", ["a.pth", "b.pth"], ["a.pth", "b.pth"], None),
        ("", ["--demo"], ["--demo", "--headless"], "offscreen"),
    ],
)
def test_run_opens_the_window_or_works_without_one(
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    display: str,
    arguments: list[str],
    tail: list[str],
    platform: str | None,
) -> None:
    calls = _recorded_calls(dev, monkeypatch, display)
    assert dev.main(["run", *arguments]) == 0
    [(command, environment)] = calls
    assert command[1:] == ["-P", "-m", "ckpt_viewer", *tail]
    assert environment.get("QT_QPA_PLATFORM") == platform


def test_run_without_display_and_demo_says_what_works(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = _recorded_calls(dev, monkeypatch, display="")
    assert dev.main(["run", "model.pth"]) == 1
    assert not calls
    assert "no display" in capsys.readouterr().err


def _recorded_calls(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, display: str
) -> list[tuple[list[str], dict[str, str]]]:
    calls: list[tuple[list[str], dict[str, str]]] = []

    def record(command: list[str], *, environment: dict[str, str] | None = None) -> int:
        calls.append((command, environment or {}))
        return 0

    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setattr(dev, "_call", record)
    monkeypatch.setattr(dev, "_install", lambda **_: None)
    monkeypatch.setattr(dev.system_packages, "provide", lambda **_: None)
    monkeypatch.setattr(dev.sys, "platform", "linux")
    return calls


@pytest.fixture
def installs(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `_install` did, step by step, in a project of its own whose `.venv` it only pretends to make."""
    steps: list[str] = []
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(dev, "CONSTRAINTS", tmp_path / "packaging" / "constraints.txt")
    monkeypatch.setattr(dev, "_torch_options", list)
    monkeypatch.setattr(dev, "_venv_works", lambda: bool(steps))
    monkeypatch.setattr(dev, "_make_venv", lambda: steps.append("venv"))

    def install(arguments: list[str]) -> bool:
        steps.append(arguments[-1].replace(str(tmp_path), ""))
        return "fast" not in steps[-1] or "no numba here" not in steps

    monkeypatch.setattr(dev, "_try_pip", install)
    return steps


def test_installing_again_does_nothing(dev: ModuleType, installs: list[str]) -> None:
    dev._install(tests=True)
    assert installs == ["venv", "pip", "torch", "[fast,test]"]
    dev._install(tests=True)
    dev._install(tests=False)  # holds all that running needs
    assert len(installs) == 4


@pytest.mark.parametrize("file", ["pyproject.toml", "packaging/constraints.txt"])
def test_a_changed_requirement_is_installed(
    dev: ModuleType, installs: list[str], tmp_path: Path, file: str
) -> None:
    dev._install(tests=False)
    installs.clear()
    installs.append("before")
    with (tmp_path / file).open("a", encoding="utf-8") as changed:
        changed.write("\n# another requirement\n")
    dev._install(tests=False)
    assert installs == ["before", "pip", "torch", "[fast]"]


def test_tests_need_more_than_running(dev: ModuleType, installs: list[str]) -> None:
    dev._install(tests=False)
    dev._install(tests=True)
    assert installs[-1] == "[fast,test]"


def test_where_numba_cannot_be_installed_all_else_is(dev: ModuleType, installs: list[str]) -> None:
    installs.append("no numba here")
    dev._install(tests=True)
    assert installs[-2:] == ["[fast,test]", "[test]"]
    assert dev.STAMP.is_file()


def test_a_copied_environment_is_made_anew(dev: ModuleType, installs: list[str]) -> None:
    dev._install(tests=False)
    dev.STAMP.write_text(dev.STAMP.read_text().replace(str(dev.ROOT), "/somewhere/else"))
    dev._install(tests=False)
    assert installs.count("venv") == 2


def test_the_constraints_pin_everything_that_is_installed() -> None:
    """Every distribution the project leads to has one exact version here, the one these tests run with."""
    pins = _pins()
    needed = _needed()
    assert sorted(needed - pins.keys()) == []
    wrong = {name: (pins[name], metadata.version(name)) for name in needed if not _matches(name, pins[name])}
    assert wrong == {}


def _matches(name: str, pin: str) -> bool:
    return metadata.version(name).split("+")[0] == pin  # a local label only says how it was built


def _pins() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in requirements
        if pin.marker is None or pin.marker.evaluate()
    }


def _needed() -> set[str]:
    """Names of all distributions that the project with its test tools requires here, directly or not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    # Set-up goes on without what makes it fast, so that may be absent here.
    fast = extras["fast"] if importlib.util.find_spec("numba") else []
    waiting = [Requirement(text) for text in project["dependencies"] + extras["test"] + fast]
    seen: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or not (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        waiting += [Requirement(text) for text in metadata.requires(name) or []]
    return seen
