"""When machine code takes over: not for little work, never at once, and not where it cannot be had."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from ckpt_viewer.core.engine import readiness
from ckpt_viewer.core.engine.arithmetic import NumpyArithmetic
from ckpt_viewer.core.engine.compiled import CompiledArithmetic
from ckpt_viewer.core.engine.readiness import SWITCH, Kernels, code_folder, compile_into, import_kernels


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("numba", reason="numba, which is optional, is not installed")
    monkeypatch.delenv(SWITCH)


@pytest.fixture
def compiled(compiled_kernels: ModuleType, pytestconfig: pytest.Config) -> Path:
    assert pytestconfig.cache is not None
    return pytestconfig.cache.mkdir("kernels")


@pytest.fixture
def loading() -> Iterator[None]:
    """Ends when no thread that loads machine code is left."""
    yield
    wait_for_loading()


def wait_for_loading() -> None:
    for thread in threading.enumerate():
        if thread.name == "kernels":
            thread.join()


@pytest.mark.usefixtures("switched_on", "loading")
def test_it_takes_over_once_enough_has_been_met(compiled: Path) -> None:
    kernels = Kernels(compiled, worth_it=100)
    choose = kernels.choice()
    kernels.expect(99)
    wait_for_loading()
    assert isinstance(choose(), NumpyArithmetic)
    kernels.expect(1)
    wait_for_loading()
    assert isinstance(choose(), CompiledArithmetic)
    assert choose() is choose()
    assert kernels.choice()() is not choose()  # room to compute in is of one thread


@pytest.mark.usefixtures("switched_on")
@pytest.mark.parametrize("why", ["switched off", "numba is missing", "within another program"])
def test_where_it_cannot_be_had_numpy_goes_on(why: str, compiled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    match why:
        case "switched off":
            monkeypatch.setenv(SWITCH, "off")
        case "numba is missing":
            monkeypatch.setitem(sys.modules, "numba", None)
        case _:
            monkeypatch.setattr(sys, "executable", "/usr/bin/blender")
    kernels = Kernels(compiled, worth_it=1)
    kernels.expect(10)
    wait_for_loading()
    assert isinstance(kernels.choice()(), NumpyArithmetic)


@pytest.mark.usefixtures("switched_on", "loading")
def test_what_has_to_be_compiled_is_waited_for_by_nobody(tmp_path: Path, compiled: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_COMPILE", "import sys, pathlib; sys.stdin.read(); "
                                               "pathlib.Path(sys.argv[2]).symlink_to(sys.argv[1])")
    real = subprocess.Popen
    started = []

    def start(command: list[str], **options: object) -> subprocess.Popen[bytes]:
        command[-2] = str(compiled)
        started.append(real(command, stdin=subprocess.PIPE))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    kernels = Kernels(tmp_path / "code", worth_it=1)
    kernels.expect(1)
    kernels.expect(1)
    (process,) = started
    assert process.stdin is not None
    choose = kernels.choice()
    assert isinstance(choose(), NumpyArithmetic)
    process.stdin.close()
    process.wait()
    choose()  # sees that it has ended
    wait_for_loading()
    assert isinstance(choose(), CompiledArithmetic)


@pytest.mark.usefixtures("switched_on")
def test_a_compilation_that_fails_leaves_numpy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "_COMPILE", "raise SystemExit(1)")
    kernels = Kernels(tmp_path / "code", worth_it=1)
    kernels.expect(1)
    assert kernels._compiler is not None
    kernels._compiler.wait()
    assert isinstance(kernels.choice()(), NumpyArithmetic)
    assert kernels._compiler is None


def test_code_is_put_in_place_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "kernels" / "abc"
    old = tmp_path / "kernels" / "old"
    old.mkdir(parents=True)
    os.utime(old, (0, 0))

    def import_there(folder: Path) -> None:
        assert not target.exists() or (target / "first").is_file()
        (folder / ("second" if target.exists() else "first")).touch()

    monkeypatch.setattr(readiness, "import_kernels", import_there)
    monkeypatch.setattr(os, "nice", lambda _: 0)  # would last as long as the tests
    compile_into(target)
    compile_into(target)
    assert [path.name for path in target.iterdir()] == ["first"]
    assert [path.name for path in target.parent.iterdir()] == ["abc"]


@pytest.mark.skipif(sys.platform == "win32", reason="there nobody takes turns")
def test_several_processes_compile_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As threads, for a lock on a folder belongs to whoever opened it."""
    begun, free, compiled = threading.Event(), threading.Event(), list[Path]()

    def compile_slowly(folder: Path) -> None:
        compiled.append(folder)
        begun.set()
        assert free.wait(20)
        (folder / "code").touch()

    monkeypatch.setattr(readiness, "import_kernels", compile_slowly)
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    threads = [threading.Thread(target=compile_into, args=(tmp_path / "kernels" / "1",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert begun.wait(20)
    free.set()
    for thread in threads:
        thread.join(20)
    assert len(compiled) == 1
    assert [path.name for path in (tmp_path / "kernels").iterdir()] == ["1"]


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="only systems with owners of files tell whose they are")
def test_code_that_others_could_have_written_is_not_run(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    with pytest.raises(PermissionError):
        import_kernels(tmp_path)


@pytest.mark.usefixtures("compiled_kernels")
@pytest.mark.parametrize(("known", "wide"), [("+avx512f,+avx512vbmi2", True), ("+avx512f,-avx512vbmi2", False)])
def test_all_of_a_register_is_used_where_that_is_quicker(known: str, wide: bool, tmp_path: Path,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    """What numba is told while it compiles, and not after."""
    import numba
    from numba.core import codegen

    from ckpt_viewer.core.engine import batch_kernels

    told = list[str]()
    tmp_path.chmod(0o700)
    monkeypatch.setattr(codegen, "get_host_cpu_features", lambda: known)
    monkeypatch.setattr(batch_kernels, "compile_all", lambda: told.append(numba.config.CPU_FEATURES))
    import_kernels(tmp_path)
    assert told == [f"{known},-prefer-256-bit" if wide else known]
    assert numba.config.CPU_FEATURES is None


@pytest.mark.usefixtures("switched_on")
def test_code_lies_in_the_programs_own_folder(own_settings: Path) -> None:
    assert code_folder().is_relative_to(own_settings)
    assert code_folder() == code_folder()


def test_little_work_imports_no_numba() -> None:
    code = ("import sys, torch; from ckpt_viewer.core.engine import CpuEngine, cpu\n"
            "from ckpt_viewer.core.task import Task; from tests.core.engine.specs import spec_of\n"
            "CpuEngine().histogram(spec_of(torch.randn(3_000_000)), Task())\n"
            "assert not {'numba', 'llvmlite'} & set(sys.modules)")
    environment = {name: value for name, value in os.environ.items() if name != SWITCH}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
