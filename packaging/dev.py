"""Sets ckpt_viewer up in this folder and runs it or its tests: one command on a bare machine.

    python3 packaging/dev.py run [--demo] [FILES...]     open the window (--demo: on the sample checkpoints)
    python3 packaging/dev.py test [PYTEST ARGUMENTS...]  linters and all tests; with arguments only pytest,
                                                         in one process
    python3 packaging/dev.py check                       ruff, mypy, import-linter
    python3 packaging/dev.py bench [--help]              how fast it is, beside torch and plain copies
    python3 packaging/dev.py screenshots FOLDER          pictures of every panel and dialog, in all looks
    python3 packaging/dev.py bundle [--if-possible]      dist/ckpt-viewer: a folder that needs no Python, and try it
                                                         (--if-possible: no failure where it cannot be built)
    python3 packaging/dev.py deb                         dist/*.deb: the same as a Debian package
    python3 packaging/dev.py bare                        try that package on a bare system (as root, by debootstrap)
    python3 packaging/dev.py translations                bring resources/translations up to date, list what is missing
    python3 packaging/dev.py setup                       only install

Contract: standard library only, any working directory, Python 3.11 or newer. It makes `.venv` beside this folder,
installs there the versions of `constraints.txt`, and does so again only when pyproject.toml or that file has changed.
pip's own configuration (indexes, proxies) is honoured. The exit status is that of the thing run; 1 if set-up failed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import system_packages
import translations

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "ckpt_viewer-installed"
DIST = ROOT / "dist"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
PIP_INSTALL = [str(PYTHON), "-m", "pip", "install", "--constraint", str(CONSTRAINTS)]
OLDEST_PYTHON = (3, 11)
IF_POSSIBLE = "--if-possible"
# A process for each processor, but no more than a few: each takes gigabytes at times.
AT_ONCE = ["--numprocesses", "auto", "--maxprocesses", "4"]

# PyTorch's documented home of builds without CUDA; PyPI's Linux wheel brings gigabytes of it.
CPU_INDEX = ["--extra-index-url", "https://download.pytorch.org/whl/cpu", "--retries", "1", "--timeout", "15"]
CUDA_PREFIXES = ("nvidia-", "cuda-")
NVIDIA_DRIVER_FILES = ("/proc/driver/nvidia/version", "/dev/nvidiactl", "/dev/dxg")


class SetUpError(Exception):
    """Set-up cannot go on; the text says what to do."""


def main(arguments: Sequence[str]) -> int:
    verbs: dict[str, Callable[[list[str]], int]] = {
        "run": run, "test": test, "check": check, "bench": bench, "screenshots": screenshots, "bundle": bundle,
        "deb": deb, "bare": bare, "translations": translate, "setup": setup}
    verb, rest = (arguments[0], list(arguments[1:])) if arguments else ("", [])
    if verb not in verbs:
        print(__doc__)
        return 0 if verb in {"-h", "--help", "help"} else 2
    try:
        return verbs[verb](rest)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Open the window, or without a display do the demo's work in the terminal."""
    display = _has_display()
    if not display and not {"--demo", "--headless"} & set(arguments):
        raise SetUpError("There is no display here to open a window on. `run --demo` works without one, and so does "
                         f"the command line: {SCRIPTS / 'ckpt'} info FILE")
    system_packages.provide(x11=display, tests=False)
    _install(tests=False)
    # -P: a checkpoint's own folder is often the working directory, and no module lying there may be imported.
    command = [str(PYTHON), "-P", "-m", "ckpt_viewer", *arguments]
    if display:
        return _call(command)
    print("There is no display here, so the demo runs without a window.", flush=True)
    command += [] if "--headless" in arguments else ["--headless"]
    return _call(command, environment={"QT_QPA_PLATFORM": "offscreen"})


def test(arguments: list[str]) -> int:
    """Everything that must hold before a change is shared; with pytest arguments, those tests only."""
    system_packages.provide(x11=True, tests=True)
    _install(tests=True)
    platform = os.environ.get("QT_QPA_PLATFORM") or ("xcb" if system_packages.x11_tests_possible() else "offscreen")
    pytest = [str(PYTHON), "-m", "pytest", *(arguments or AT_ONCE)]
    environment = {"QT_QPA_PLATFORM": platform}
    if arguments:
        return _call(pytest, environment=environment, folder=ROOT)
    return _run_parts({**_linters(), f"pytest (Qt platform: {platform})": pytest}, environment)


def check(arguments: list[str]) -> int:
    """What needs no window and no second look: style, types, who may import whom."""
    if arguments:
        raise SetUpError("`check` takes no arguments.")
    _install(tests=True)
    return _run_parts(_linters(), {})


def bench(arguments: list[str]) -> int:
    """Ratios of speed against named peers."""
    _install(tests=True)
    return _call([str(PYTHON), "-m", "tests.bench", *arguments], folder=ROOT)


def screenshots(arguments: list[str]) -> int:
    """Pictures of the whole program."""
    system_packages.provide(x11=True, tests=False)
    _install(tests=True)
    return _call([str(PYTHON), "-m", "tests.screens", *arguments], folder=ROOT)


def bundle(arguments: list[str]) -> int:
    """A folder with Python and all libraries in it, tried as on a machine that has none. With --if-possible only what
    was built and does not work is a failure, not a machine that lacks what building takes."""
    if arguments not in ([], [IF_POSSIBLE]):
        raise SetUpError(f"`bundle` takes no arguments but {IF_POSSIBLE}.")
    system_packages.provide(x11=True, tests=False, bundle=True)
    _install(tests=True)
    if lacking := _lacking_for_a_bundle():
        text = f"No bundle was built and tried: this machine lacks {lacking}."
        if not arguments:
            raise SetUpError(text)
        print(text)
        return 0
    return _call([str(PYTHON), str(ROOT / "packaging/bundle/build.py"), str(DIST)],
                 environment={"QT_QPA_PLATFORM": "offscreen"})


def deb(arguments: list[str]) -> int:
    """The bundle as a Debian package."""
    if arguments:
        raise SetUpError("`deb` takes no arguments.")
    status = bundle([])
    return status or _call([str(PYTHON), str(ROOT / "packaging/linux/deb.py"), str(DIST / "ckpt-viewer"), str(DIST)],
                           environment={"QT_QPA_PLATFORM": "offscreen"})


def bare(arguments: list[str]) -> int:
    """The Debian package where it has to do with what it brings."""
    packages = sorted(DIST.glob("*.deb"), key=lambda file: file.stat().st_mtime)
    if arguments or not packages:
        raise SetUpError("`bare` takes no arguments." if arguments else "There is no package yet: `deb` makes it.")
    if shutil.which("debootstrap") is None:
        system_packages.apt_install(["debootstrap"], what="Missing on this system: debootstrap.")
    return _call([str(PYTHON), str(ROOT / "packaging/linux/bare.py"), str(packages[-1])])


def translate(arguments: list[str]) -> int:
    """The catalogues in step with the source; 1 where a text has no translation yet."""
    if arguments:
        raise SetUpError("`translations` takes no arguments.")
    return translations.main()


def setup(arguments: list[str]) -> int:
    """Install all that `run` and `test` need."""
    if arguments:
        raise SetUpError("`setup` takes no arguments.")
    system_packages.provide(x11=True, tests=True)
    _install(tests=True)
    print(f"Ready: {VENV}")
    return 0


def _linters() -> dict[str, list[str]]:
    python, own_scripts = str(PYTHON), sorted(str(path) for path in (ROOT / "packaging").rglob("*.py"))
    return {
        "ruff": [python, "-m", "ruff", "check"],
        "mypy": [python, "-m", "mypy"],
        # These are scripts side by side, not modules of a package.
        "mypy packaging": [python, "-m", "mypy", "--no-explicit-package-bases", *own_scripts],
        # Its cache goes by modification times, and is wrong once a module has become a package.
        "import-linter": [str(SCRIPTS / "lint-imports"), "--no-cache"],
    }


def _run_parts(parts: Mapping[str, list[str]], environment: Mapping[str, str]) -> int:
    """Run every part even if one fails, so that one look shows all that is wrong; 1 if any failed."""
    results = []
    for title, command in parts.items():
        print(f"\n=== {title} ===", flush=True)
        begin = time.monotonic()
        status = _call(command, environment=environment, folder=ROOT)
        results.append((title, status, time.monotonic() - begin))
    print("\n=== Summary ===")
    for title, status, seconds in results:
        print(f"{'ok' if status == 0 else f'FAILED ({status})':<12} {seconds:6.1f} s  {title}")
    return int(any(status for _, status, _ in results))


def _call(command: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path | None = None) -> int:
    # A PYTHONPATH meant for something else would shadow what was just installed.
    inherited = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PYTHONHOME"}}
    return subprocess.run(command, env=inherited | dict(environment or {}), cwd=folder, check=False).returncode


def _lacking_for_a_bundle() -> str:
    """What this machine lacks for it, in words; nothing where it has all."""
    if not _try_pip(["--editable", f"{ROOT}[bundle]"]):
        return "PyInstaller, which pip could not install (its message is above)"
    question = [str(PYTHON), str(ROOT / "packaging/bundle/lacking.py"), str(DIST)]
    return subprocess.check_output(question, text=True, encoding="utf-8").strip()


def _has_display() -> bool:
    return not sys.platform.startswith("linux") or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))


def _install(*, tests: bool) -> None:
    """Bring `.venv` to the state that pyproject.toml and the constraints ask for; does nothing if it is there."""
    with_tests, without = _fingerprint("test"), _fingerprint("run")
    installed = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
    copied = bool(installed) and not installed.endswith(f" {ROOT}")
    if copied or not _venv_works():
        _make_venv()
    elif installed == with_tests or (installed == without and not tests):
        return
    print("Installing into .venv (the first time takes a few minutes) …", flush=True)
    STAMP.unlink(missing_ok=True)
    # A recent pip resolves from metadata alone; old ones download every candidate to look at it.
    _pip(["pip"])
    _pip(["torch", *_torch_options()])
    extras = "fast,test" if tests else "fast"
    if not _try_pip(["--editable", f"{ROOT}[{extras}]"]):
        print("Going on without machine code: statistics of large tensors will take several times as long.")
        _pip(["--editable", f"{ROOT}[test]" if tests else str(ROOT)])
    STAMP.write_text(with_tests if tests else without, encoding="utf-8")


def _fingerprint(purpose: str) -> str:
    """Changes with whatever makes an installed `.venv` out of date, its place included: scripts hold absolute paths."""
    content = (ROOT / "pyproject.toml").read_bytes() + CONSTRAINTS.read_bytes()
    return f"{purpose} {hashlib.sha256(content).hexdigest()} {ROOT}"


def _venv_works() -> bool:
    """False for a `.venv` that is absent, half made, lost its Python, or has one that is too old."""
    question = f"import pip, sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        return subprocess.run([PYTHON, "-c", question], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    _require_ensurepip()
    print(f"Making {VENV} with Python {sys.version.split()[0]} …", flush=True)
    if subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False).returncode:
        raise SetUpError(f"Python could not make the virtual environment {VENV}; its message is above.")


def _require_ensurepip() -> None:
    """Debian splits this part of Python's own library off; `import venv` works without it, making one does not."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = "python{}.{}-venv".format(*sys.version_info)
    missing = "This Python lacks the part that makes virtual environments."
    if not system_packages.apt_install([package], what=missing):
        raise SetUpError(f"Install {package} and run this again.")


def _pip(arguments: Sequence[str]) -> None:
    if not _try_pip(arguments):
        raise SetUpError("pip could not install what is needed; its message is above.")


def _try_pip(arguments: Sequence[str]) -> bool:
    quiet = [] if sys.stdout.isatty() else ["--quiet"]  # a person wants to see that something moves
    return subprocess.run([*PIP_INSTALL, *quiet, *arguments], check=False).returncode == 0


def _torch_options() -> list[str]:
    """pip options that keep CUDA's gigabytes away from a machine without an NVIDIA driver, where that can be done.

    What pip would take by itself is asked first: its own configuration may already lead to a build for the CPU.
    """
    if not sys.platform.startswith("linux") or _has_nvidia_driver() or not _would_pull_cuda([]):
        return []
    if not _would_pull_cuda(CPU_INDEX):
        return CPU_INDEX
    print("PyTorch's index of builds for the CPU cannot be reached; taking the build for CUDA (several gigabytes).")
    return []


def _has_nvidia_driver() -> bool:
    return any(Path(file).exists() for file in NVIDIA_DRIVER_FILES) or shutil.which("nvidia-smi") is not None


def _would_pull_cuda(options: Sequence[str]) -> bool:
    """Whether installing torch now would bring packages of CUDA; False if pip cannot say or torch is there already."""
    question = [*PIP_INSTALL, "--quiet", "--dry-run", "--report", "-", *options, "torch"]
    answer = subprocess.run(question, capture_output=True, text=True, check=False)
    if answer.returncode:
        return False
    names = [item["metadata"]["name"].lower() for item in json.loads(answer.stdout)["install"]]
    return any(name.startswith(CUDA_PREFIXES) for name in names)


if __name__ == "__main__":
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("ckpt_viewer needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info))
    sys.exit(main(sys.argv[1:]))
