"""What a model's code may do to its process, and that none of it hurts ours: the real worker, a stand-in for torch."""

from __future__ import annotations

import fcntl
import os
import re
import select
import subprocess
import sys
import tempfile
import termios
import time
import venv
from array import array
from pathlib import Path

import pytest

from ckpt_viewer.core.errors import ModelError
from ckpt_viewer.core.rebuild import BuiltModel, Limits, examine, read_request
from ckpt_viewer.core.rebuild.process import KEPT_OUTPUT, run
from ckpt_viewer.core.rebuild.running import WORKER
from ckpt_viewer.core.rebuild.worker import _is_models
from ckpt_viewer.core.task import Cancelled, Task
from tests.core.rebuild.stand_in import write_stand_in

MODEL = "import os, sys, time\nfrom torch import nn\nclass Model(nn.Module):\n    def __init__(self, size=1):\n        "
LONG = 3600


class Impatient(Task):
    """Asked to stop as soon as `file` is there."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def check(self) -> None:
        if self._file.exists():
            self.cancel()
        super().check()


@pytest.fixture(autouse=True)
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the stand-in can be imported, and temporary files are counted."""
    monkeypatch.setenv("PYTHONPATH", str(write_stand_in(tmp_path / "stand_in")))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))


def ran(folder: Path, body: str, *, arguments: str = "", seconds: float = 60, memory: int = 0,
        name: str = "my_model.py", task: Task | None = None) -> BuiltModel:
    """Build a Model whose constructor is `body`, and see that nothing is left of it."""
    (folder / name).write_text(body if "class " in body else MODEL + body)
    try:
        return examine(read_request(f"{folder / name}:Model", arguments), task or Task(), Limits(seconds, memory))
    finally:
        assert list((folder / "temporary").iterdir()) == []
        assert sorted(child.name for child in folder.iterdir() if child.name.startswith((".ckpt", "core"))) == []
        assert not (folder / "__pycache__").exists()


def refusal(folder: Path, body: str, **how: object) -> str:
    with pytest.raises(ModelError) as caught:
        ran(folder, body, **how)  # type: ignore[arg-type]
    return str(caught.value)


def test_output_is_read_where_a_pipe_cannot_be_told_not_to_block(tmp_path: Path,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows before Python 3.12."""
    def waiting(pipe: int) -> int:
        count = array("i", [0])
        fcntl.ioctl(pipe, termios.FIONREAD, count)
        if not count[0] and select.select([pipe], [], [], 0)[0]:
            raise BrokenPipeError  # as PeekNamedPipe does at the end
        return count[0]

    monkeypatch.setattr("ckpt_viewer.core.rebuild.process._teller", lambda: waiting)
    monkeypatch.delattr(os, "set_blocking")
    code = "import time; print('begin'); time.sleep(0.2); print('x' * 200_000, flush=True); print('end')"
    ended = run([sys.executable, "-c", code], tmp_path, 60, Task())
    assert (ended.status, ended.cut, ended.timed_out) == (0, True, False)
    assert ended.output.endswith("x\nend\n")
    assert len(ended.output) == KEPT_OUTPUT
    silent = run([sys.executable, "-c", "import time; time.sleep(3600)"], tmp_path, 0.3, Task())
    assert (silent.timed_out, silent.output) == (True, "")


def test_a_model_is_described(tmp_path: Path) -> None:
    model = ran(tmp_path, "pass", arguments='{"size": 3}')
    assert (model.cls, model.names.slots) == ("my_model.Model", ())


@pytest.mark.parametrize(("body", "says"), [
    ("sys.exit(0)", "calling Model() failed: SystemExit: 0. In my_model.py, line 5, in __init__: “sys.exit(0)”"),
    ("os._exit(0)", "ended its process (exit status 0) instead of giving a model"),
    ("print('so long'); sys.stdout.flush(); os._exit(3)",
     "(exit status 3) instead of giving a model. It printed last: so"),
    ("os.abort()", "the process of the model crashed (SIGABRT)"),
    ("import ctypes; ctypes.string_at(0)", ("the process of the model crashed (SIGSEGV). It printed last: "
                                           "Fatal Python error: Segmentation fault / File")),
    ("import json; self.w = json.loads('{')", "(char 1). In my_model.py, line 5, in __init__: “import json; self.w"),
    ("os.kill(os.getpid(), 9)", "the process of the model crashed (SIGKILL)"),
    ("raise KeyboardInterrupt", "calling Model() failed: KeyboardInterrupt"),
    ("raise type('Odd', (BaseException,), {'__str__': lambda self: 1 / 0})()", "calling Model() failed: "),
    ("self.deeper()\n    def deeper(self):\n        self.deeper()", "RecursionError: maximum recursion depth exceeded"),
    ("os.close(1); os.close(2); raise ValueError('quiet')", "ValueError: quiet"),
    ("sys.stdout = None; raise ValueError('silent')", "ValueError: silent"),
    ("os.chdir('/'); raise ValueError('elsewhere')", "ValueError: elsewhere"),
    ("import threading; threading.Thread(target=time.sleep, args=(3600,)).start(); raise ValueError('busy')",
     "ValueError: busy"),
    ("import atexit; atexit.register(time.sleep, 3600); raise ValueError('late')", "ValueError: late"),
    ("import einops", "importing einops"),
    ("class Model(:", "importing my_model.py:Model failed:"),
    ("class Modell: ...\nclass Net: ...", "there is no Model in my_model. It has: Modell, Net"),
    ("class Model: ...", "Model gives a value of type Model, not a torch.nn.Module"),
    ("Model = 3  # no class ", "Model is of type int, not a class"),
])
def test_whatever_it_does_is_told_in_words(body: str, says: str, tmp_path: Path) -> None:
    if "einops" in body:
        says = "The Python that runs this program has no package einops"
    assert says in refusal(tmp_path, body)


def test_wrong_arguments_are_told_as_python_tells_them(tmp_path: Path) -> None:
    said = refusal(tmp_path, MODEL.replace("size=1", "n_input_features") + "pass")
    assert said == ("my_model.py:Model: calling Model() failed: TypeError: "
                    "Model.__init__() missing 1 required positional argument: 'n_input_features'. "
                    'Give the arguments that it takes as JSON, such as {"n_input_features": 6}.')


def test_a_type_error_within_the_model_is_no_matter_of_arguments(tmp_path: Path) -> None:
    said = refusal(tmp_path, "len(3)")
    assert "in __init__: “len(3)”" in said
    assert "--model-args" not in said


def test_a_model_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a busy machine takes to start it: as soon as it hangs, its time is over."""
    hangs, now = tmp_path / "hangs", time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + LONG * hangs.exists())
    said = refusal(tmp_path, f"print('waiting', flush=True); open({str(hangs)!r}, 'w'); time.sleep({LONG})", seconds=60)
    assert "did not end within 60 seconds and was stopped. It printed last: waiting" in said


def test_a_person_can_stop_it(tmp_path: Path) -> None:
    started = tmp_path / "started"
    with pytest.raises(Cancelled):
        ran(tmp_path, f"open({str(started)!r}, 'w'); time.sleep({LONG})", task=Impatient(started))


def test_a_model_that_prints_without_end_is_read_and_forgotten(tmp_path: Path) -> None:
    assert ran(tmp_path, "for _ in range(64): os.write(1, b'{\"stage\": \"done\"}\\n' * 50_000)").name == "Model"


def test_a_model_that_allocates_without_end_meets_its_limit(tmp_path: Path) -> None:
    said = refusal(tmp_path, "held = [bytearray(1 << 24) for _ in range(1 << 20)]", memory=512 << 20)
    assert "MemoryError" in said
    assert "may use 512.0 MiB" in said


def test_children_go_with_it_even_those_that_left_its_group(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    body = f"""
        told, tell = os.pipe()
        for leaves in (False, True):
            if os.fork() == 0:
                if leaves: os.setsid()
                with open({str(pids)!r}, 'a') as file: file.write(f'{{os.getpid()}} ')
                os.write(tell, b'x')
                time.sleep({LONG})
        for _ in (False, True): os.read(told, 1)
"""
    ran(tmp_path, body)
    assert len(pids.read_text().split()) == 2
    for pid in pids.read_text().split():
        folder = Path("/proc", pid)
        assert not folder.exists() or (folder / "stat").read_text().rpartition(") ")[2][0] in "ZX"


def test_the_name_of_another_module_is_not_taken(tmp_path: Path) -> None:
    said = refusal(tmp_path, "class Model: ...", name="json.py")
    assert "Python already has a module called json" in said
    assert "Give the file another name" in said


def test_modules_beside_the_file_are_found_and_hide_nothing_of_the_worker(tmp_path: Path) -> None:
    (tmp_path / "beside.py").write_text("SIZE = 4")
    (tmp_path / "stand_in" / "beside.py").write_text("")  # on the path too, but its folder comes later
    (tmp_path / "traceback.py").write_text("raise RuntimeError")
    assert ran(tmp_path, "from beside import SIZE").name == "Model"


def test_it_runs_in_the_folder_of_its_file_and_not_in_ours(tmp_path: Path) -> None:
    (tmp_path / "config.txt").write_text("5")
    assert ran(tmp_path, "assert open('config.txt').read() == '5' and sys.stdin.read() == ''").name == "Model"


@pytest.mark.parametrize("answer", [
    "", "[]", '{"stage": "done"}', '{"stage": "never"}', '{"stage": "done", "class": ["a", "b"], "state": 3}',
    '{"stage": "done", "class": ["a"], "state": []}',
    '{"stage": "done", "class": ["a", "b"], "state": [["w", [-1], "x"]]}',
    '{"stage": "done", "class": ["a", "b"], "state": [["w", [true], "x"]]}', '{"stage": "done", "error": 3}',
    '{"stage": "done", "class": ["a", "b"], "state": [["w", [1], "x"], ["w", [1], "x"]]}', "[" * 100_000,
    '{"stage": "done", "class": ["a", "b"], "state": [["w", [1e9], "x"]]}',
])
def test_an_answer_that_is_none_is_not_believed(answer: str, tmp_path: Path) -> None:
    forger = tmp_path / "forger.py"
    forger.write_text(f"import json, sys\nopen(json.load(open(sys.argv[1]))['answer'], 'w').write({answer!r})")
    with pytest.raises(ModelError, match="gave an answer that"):
        examine(read_request("mod:M"), Task(), Limits(command=(sys.executable, "-S", str(forger))))


def test_an_answer_that_is_no_file_is_not_read(tmp_path: Path) -> None:
    forger = tmp_path / "forger.py"
    forger.write_text("import json, os, sys\nos.mkfifo(json.load(open(sys.argv[1]))['answer'])")
    with pytest.raises(ModelError, match="too large, or no file"):
        examine(read_request("mod:M"), Task(), Limits(command=(sys.executable, "-S", str(forger))))


def test_text_of_an_error_is_made_plain(tmp_path: Path) -> None:
    said = refusal(tmp_path, "raise ValueError('\\x1b[2J\\u202e' + 'x' * 100_000 + 'the end')")
    assert "ValueError: \\x1b[2J\\u202ex" in said
    assert "the end" in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 6000


def test_output_is_kept_to_its_end(tmp_path: Path) -> None:
    code = "import sys\nfor n in range(30_000): print(n)\nsys.exit(4)"
    ended = run([sys.executable, "-S", "-c", code], tmp_path, 60, Task())
    assert (ended.status, ended.timed_out, ended.cut) == (4, False, True)
    assert len(ended.output) <= KEPT_OUTPUT
    assert ended.output.endswith("29998\n29999\n")


def test_nothing_of_our_input_reaches_it(tmp_path: Path) -> None:
    ours, (end, told) = os.dup(0), os.pipe()
    os.write(told, b"a password")
    os.close(told)
    try:
        os.dup2(end, 0)
        ended = run([sys.executable, "-S", "-c", "import sys; print(sys.stdin.read())"], tmp_path, 60, Task())
    finally:
        os.dup2(ours, 0)
        os.close(ours)
        os.close(end)
    assert ended.output == "\n"


def test_the_worker_goes_when_we_are_killed(tmp_path: Path) -> None:
    """A window that is killed leaves no process of a model behind."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "my_model.py").write_text(MODEL + f"""
        held = open({str(pipe)!r}, 'w')
        print('here', file=held, flush=True)
        time.sleep({LONG})""")
    code = ("from ckpt_viewer.core.rebuild import *; from ckpt_viewer.core.task import Task; import sys;"
            f"examine(read_request({str(tmp_path / 'my_model.py') + ':Model'!r}), Task())")
    root = Path(__file__).resolve().parent.parent.parent.parent
    path = os.pathsep.join((os.environ["PYTHONPATH"], str(root)))
    there = {**os.environ, "PYTHONPATH": path, "TMPDIR": str(tmp_path / "temporary")}
    with subprocess.Popen([sys.executable, "-c", code], env=there) as ours, pipe.open() as end:
        assert end.readline() == "here\n"
        ours.kill()
        assert end.read() == ""  # which comes once nobody holds the other end


def test_another_python_runs_it_with_its_own_packages(tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    (tmp_path / "my_model.py").write_text(MODEL + "raise ValueError(f'<{sys.prefix}>')")
    request = read_request(f"{tmp_path / 'my_model.py'}:Model", python=str(tmp_path / "env"))
    with pytest.raises(ModelError, match=re.escape(f"<{tmp_path / 'env'}>")):
        examine(request, Task())


@pytest.mark.parametrize(("named", "says"), [(True, "env/bin/python has no package nonesuch."),
                                             (False, "-m pip install …. Or name the Python that has it")])
def test_a_package_that_the_python_lacks_is_named(named: bool, says: str, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    (tmp_path / "my_model.py").write_text(MODEL + "import nonesuch")
    request = read_request(f"{tmp_path / 'my_model.py'}:Model", python=str(tmp_path / "env") if named else "")
    with pytest.raises(ModelError, match=re.escape(says)):
        examine(request, Task())


def test_in_a_bundle_no_package_can_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = tmp_path / "ckpt-model-worker"
    worker.write_text(f'#!/bin/sh\nexec {sys.executable} {WORKER} "$@"\n')
    worker.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ckpt-viewer"))
    said = refusal(tmp_path, "import nonesuch")
    assert "The Python within this program has no package nonesuch, and takes none. Name the Python" in said


@pytest.mark.parametrize(("file", "own"), [("/home/u/my_model.py", True), ("torch/nn/modules/linear.py", False)])
def test_lines_of_a_bundle_are_not_the_models(file: str, own: bool) -> None:
    """Its modules have lost the folder they were built from."""
    assert _is_models(file) == own


def test_the_workers_neighbours_are_no_modules(tmp_path: Path) -> None:
    assert "no package running" in refusal(tmp_path, "import running")
