"""When machine code takes over from numpy: after enough elements have been met in this process that loading it pays.

Loading takes a second and happens in a thread beside the work, which goes on by numpy. The first time on a computer the
code has to be compiled, which takes a quarter of a minute: a process of its own does that, at low priority, and leaves
the result in the user's cache folder, where it is found from then on. What cannot be had (numba is not installed, the
folder cannot be written) means numpy for good. The environment variable CKPT_VIEWER_KERNELS=off does so too.
"""

from __future__ import annotations

import gc
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from types import ModuleType

from ckpt_viewer.core.engine.arithmetic import Arithmetic, Choice, NumpyArithmetic
from ckpt_viewer.core.engine.compiled import CompiledArithmetic

WORTH_IT = 1 << 25  # elements; about as many as numpy measures while the code is loaded
SWITCH = "CKPT_VIEWER_KERNELS"
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows opens one for what a window starts
_WIDE = "+avx512vbmi2"  # Intel's Ice Lake and later
_OLD = 30 * 24 * 3600.0  # seconds
_SOURCES = [Path(__file__).with_name(f"{name}.py")
            for name in ("kernels", "moment_kernels", "batch_kernels", "binning", "totals", "readiness")]
_COMPILE = ("import sys; sys.path.insert(0, sys.argv[1])\n"
            "from pathlib import Path; from ckpt_viewer.core.engine.readiness import compile_into\n"
            "compile_into(Path(sys.argv[2]))")


class Kernels:
    """The machine code of this process. Every method may be called from any thread and returns at once."""

    def __init__(self, folder: Path | None = None, worth_it: int = WORTH_IT) -> None:
        """`folder` is where compiled code lies, for this computer and these versions."""
        self._folder = folder
        self._worth_it = worth_it
        self._lock = Lock()
        self._compiler: subprocess.Popen[bytes] | None = None
        self._met = 0
        self._begun = False
        self._loader: Thread | None = None
        self._loaded: ModuleType | None = None

    def expect(self, elements: int) -> None:
        """Tell that so many elements are about to be met."""
        with self._lock:
            self._met += elements
            if self._begun or self._met < self._worth_it:
                return
            self._begun = True
            if _can_be_had():
                self._folder = self._folder or code_folder()
                (self._load if self._folder.is_dir() else self._compile)()

    @property
    def pending(self) -> bool:
        """Whether it is being compiled or loaded."""
        self._ready()
        return self._compiler is not None or (self._loader is not None and self._loader.is_alive())

    @property
    def ready(self) -> bool:
        """Whether it is there."""
        return self._ready() is not None

    def choice(self) -> Choice:
        """For one thread: machine code as soon as it is there."""
        plain = NumpyArithmetic()
        compiled: CompiledArithmetic | None = None

        def choose() -> Arithmetic:
            nonlocal compiled
            if compiled is None and (kernels := self._ready()) is not None:
                compiled = CompiledArithmetic(kernels)
            return compiled or plain

        return choose

    def _ready(self) -> ModuleType | None:
        if self._compiler is not None:
            with self._lock:
                self._take_over()
        return self._loaded

    def _take_over(self) -> None:
        """Load what has been compiled in the meantime."""
        if self._compiler is None or self._compiler.poll() is None:
            return
        self._compiler = None
        if self._folder is not None and self._folder.is_dir():
            self._load()

    def _compile(self) -> None:
        assert self._folder is not None
        package = str(Path(__file__).resolve().parents[3])
        with suppress(OSError):
            self._compiler = subprocess.Popen(  # noqa: S603 (this very Python and a text of our own)
                [sys.executable, "-P", "-c", _COMPILE, package, str(self._folder)], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                creationflags=_NO_CONSOLE)

    def _load(self) -> None:
        # Not a daemon, which would be cut off in the middle of an import at exit; it ends by itself in a second.
        self._loader = Thread(target=self._load_now, name="kernels")
        self._loader.start()

    def _load_now(self) -> None:
        assert self._folder is not None
        with suppress(Exception):  # whatever is wrong with numba here, numpy goes on
            self._loaded = import_kernels(self._folder)
        # numba brings more than a hundred thousand objects, and a window would stand still for a fifth of a second
        # when they are first looked through for garbage. A window has turned the collector off while it has workers;
        # there they are set aside for good, as what it opens is; elsewhere they go among the old ones.
        gc.freeze()
        if gc.isenabled():
            gc.unfreeze()


@cache
def kernels() -> Kernels:
    """Those of this process."""
    return Kernels()


def code_folder() -> Path:
    """Where code compiled by these versions for this processor lies."""
    from importlib import metadata  # here: it takes a while, and is asked once for very large work

    stamps = [source.stat() for source in _SOURCES]
    versions = [metadata.version(name) for name in ("numba", "llvmlite", "numpy")]
    sources = [(stamp.st_mtime_ns, stamp.st_size) for stamp in stamps]
    facts = [_SOURCES[0], sources, versions, sys.version, platform.machine(), _processor()]
    return _cache_folder() / "kernels" / hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


def import_kernels(folder: Path) -> ModuleType:
    """The module of those for many tensors, with every kernel compiled, from `folder` where it has been before."""
    if not _is_ones_own(folder):
        raise PermissionError(f"others may write to {folder}")
    import numba

    config = numba.config
    before = config.CACHE_DIR, config.CPU_FEATURES
    config.CACHE_DIR = str(folder)
    if config.CPU_FEATURES is None:  # else the user has said what to use
        config.CPU_FEATURES = _features()
    try:
        from ckpt_viewer.core.engine import batch_kernels as module

        module.compile_all()
    finally:
        config.CACHE_DIR, config.CPU_FEATURES = before
    return module


def compile_into(folder: Path) -> None:
    """Compile everything and put it there in one step, so that who finds the folder finds all of it. Of several
    processes that are to do so, the others wait for the first."""
    if hasattr(os, "nice"):
        os.nice(10)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _taking_turns(folder.parent):
        if not folder.is_dir():
            _compile_into(folder)


def _compile_into(folder: Path) -> None:
    _sweep(folder.parent)
    made = Path(tempfile.mkdtemp(prefix="compiling-", dir=folder.parent))
    try:
        import_kernels(made)
        with suppress(OSError):  # another process was quicker
            made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _taking_turns(folder: Path) -> Iterator[None]:
    """One process at a time, where the system and the disk have locks; a loop over many files would else start a
    compilation of a quarter of a minute for each."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _can_be_had() -> bool:
    # A program that carries Python within it would start itself where Python is meant.
    is_python = not getattr(sys, "frozen", False) and Path(sys.executable or "").stem.lower().startswith("python")
    return (os.environ.get(SWITCH) != "off" and is_python and _SOURCES[0].is_file()
            and importlib.util.find_spec("numba") is not None)


def _features() -> str:
    """What the processor can do, as numba asks for it. On Intel's, compilers use half the width of AVX-512, for the
    first to have it slowed down with all of it; those that know VBMI2 do not."""
    from numba.core.codegen import get_host_cpu_features

    found: str = get_host_cpu_features()
    return f"{found},-prefer-256-bit" if _WIDE in found.split(",") else found


def _cache_folder() -> Path:
    home = os.environ.get("CKPT_VIEWER_HOME")
    if home:
        return Path(home) / "cache"
    import platformdirs

    return platformdirs.user_cache_path("ckpt_viewer", appauthor=False)


def _processor() -> str:
    """What tells one processor from another whose machine code it may not know; a home folder may serve many."""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
        return "\n".join(line for line in lines if line.startswith(("model name", "flags", "Features", "CPU ")))
    return platform.processor()


def _is_ones_own(folder: Path) -> bool:
    """Code that others could have put there is not run."""
    found = folder.stat()
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)


def _sweep(folder: Path) -> None:
    """Remove what earlier versions and broken off compilations have left."""
    for entry in folder.iterdir():
        if time.time() - entry.stat().st_mtime > _OLD:
            shutil.rmtree(entry, ignore_errors=True)
