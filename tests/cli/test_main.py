"""The edges of `ckpt`: errors on one line, exit statuses, pipes, Ctrl+C, what is imported to answer."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import ckpt_viewer
from ckpt_viewer.verbs import info, parser
from ckpt_viewer.verbs.parser import make_parser
from ckpt_viewer.verbs.switches import switched
from tests.cli.conftest import Ckpt

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-m", "ckpt_viewer.cli"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=ENVIRONMENT, **options)


def test_version_and_help(ckpt: Ckpt) -> None:
    assert ckpt("--version").out == f"ckpt_viewer {ckpt_viewer.__version__}\n"
    text = ckpt("--help").out
    for verb in ("info", "stats", "diff", "save", "scan"):
        assert f"ckpt {verb}" in text
        taught = ckpt(verb, "--help")
        assert taught.status == 0
        assert f"  ckpt {verb} " in taught.out, "an example"


@pytest.mark.parametrize("arguments", [
    ("info", "linear_checkpoint.pth"), ("stats", "linear_checkpoint.pth"), ("scan", "linear_whole_model.pth"),
    ("diff", "convnet_epoch_01.pth", "convnet_epoch_10.pth"),
    ("diff", "linear_state_dict.pth", "linear_checkpoint.pth"),
    ("timeline", "convnet_epoch_01.pth", "convnet_epoch_10.pth"),
    ("fits", "linear_checkpoint.pth", "convnet_epoch_01.pth"),
])
def test_help_names_the_keys_of_json(arguments: tuple[str, ...], ckpt: Ckpt, samples: Path) -> None:
    verb, *files = arguments
    given = ckpt(verb, *(samples / file for file in files), "--json").data
    found = given[0] if verb == "stats" else given
    told = " ".join(ckpt(verb, "--help").out.split()).partition("--json gives ")[2].partition(".")[0]
    below = {name: keys.split(", ") for name, keys in re.findall(r"(\w+) \(([^)]*)\)", told)}
    assert re.sub(r" \([^)]*\)", "", told).removeprefix("a list of ").split(", ") == list(found)
    for name, keys in below.items():
        held = found[name][:1] if isinstance(found[name], list) else [found[name]]
        assert [list(item) for item in held] in ([], [keys]), name


def test_alone_it_says_what_it_can_do(ckpt: Ckpt) -> None:
    ran = ckpt()
    assert (ran.status, ran.out) == (2, "")
    assert len(ran.err.splitlines()) < 20
    assert all(f"\n  ckpt {verb} " in ran.err for verb in parser.SUMMARIES)
    assert ran.err.endswith("\n`ckpt VERB --help` says more.\n")


@pytest.mark.parametrize(("arguments", "says"), [
    ("diff", "ckpt diff: A and B are missing: write `ckpt diff A B`."),
    ("diff one.pth", "ckpt diff: B is missing: write `ckpt diff A B`."),
    ("stats", "ckpt stats: FILE is missing: write `ckpt stats FILE`."),
    ("save --lr 0.1", "ckpt save: IN is missing: write `ckpt save IN OUT`."),
    ("diff a b c", "ckpt diff: c is too much: write `ckpt diff A B`."),
    ("info x --fingerprnt", "ckpt info: there is no option --fingerprnt; --fingerprint is near to it."),
    ("inof x", "ckpt: there is no verb inof; info is near to it."),
    ("frob", "ckpt: there is no verb frob; there are info, stats, diff, timeline, fits, save, undo and scan."),
    ("FILE", "ckpt: say what to do with FILE, for example `ckpt info FILE`."),
    ("--json info x", "ckpt: there is no option --json before the verb; write the verb first, then its options."),
    ("info x --json=1", "ckpt info: argument --json: takes no value. See"),
    ("info -", "ckpt info: argument FILE: is no file; nothing is read from standard input (a file called - is ./-)."),
    ("diff a b --tolerance inf", "ckpt diff: argument --tolerance: write a finite number of 0 or more, such as 1e-6."),
    ("diff a b --tolerance x", "ckpt diff: argument --tolerance: write a finite number of 0 or more, such as 1e-6."),
    ("save a b --lr -1", "ckpt save: argument --lr: write a finite number of 0 or more, such as 0.001."),
    ("fits a --time-limit 0", "ckpt fits: argument --time-limit: write a finite number of seconds above 0, such as"),
])
def test_what_is_wrong_says_what_would_be_right(arguments: str, says: str, ckpt: Ckpt, samples: Path) -> None:
    file = str(samples / "linear_checkpoint.pth")
    ran = ckpt(*(file if word == "FILE" else word for word in arguments.split()))
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert ran.err.startswith(says.replace("FILE", file) if arguments == "FILE" else says)


@pytest.mark.parametrize("arguments", [
    ("info", ""), ("scan", "", "--json"), ("undo", ""), ("stats", "", "/x"), ("diff", "FILE", ""), ("fits", "", "FILE"),
    ("timeline", "FILE", ""), ("save", "FILE", ""), ("save", "FILE", "FILE", "--out-dir", ""),
    ("diff", "FILE", "FILE", "--html", ""), ("diff", "FILE", "FILE", "--csv", ""),
])
def test_an_empty_name_is_not_the_folder_one_is_in(arguments: tuple[str, ...], ckpt: Ckpt, samples: Path) -> None:
    ran = ckpt(*(samples / "linear_checkpoint.pth" if word == "FILE" else word for word in arguments))
    assert (ran.status, ran.out) == (2, "")
    assert ": is empty; write the name of a file or folder. See" in ran.err


@pytest.mark.parametrize("arguments", [
    ("stats", "FILE", "/nope"), ("stats", "FILE", "/nope", "--json"), ("stats", "FILE", "/epoch"),
    ("fits", "OTHER", "FILE", "--into", "/nope"), ("save", "FILE", "OUT", "--part", "/nope", "--as", "state_dict"),
    ("save", "FILE", "OUT", "--rename-regex", "nope=>x"), ("save", "FILE", "--in-place", "--drop", "/nope"),
])
def test_what_is_not_in_a_file_is_told_with_its_name(arguments: tuple[str, ...], ckpt: Ckpt, samples: Path,
                                                     tmp_path: Path) -> None:
    file = samples / "linear_checkpoint.pth"
    places = {"FILE": file, "OTHER": samples / "linear_state_dict.pth", "OUT": tmp_path / "out.pth"}
    ran = ckpt(*(places.get(word, word) for word in arguments))
    assert (ran.status, ran.err.count("\n"), ran.err.count(str(file))) == (2, 1, 1)
    assert ran.err.startswith(f"ckpt: {file}: ")


def test_names_that_begin_as_options_do(ckpt: Ckpt, samples: Path, tmp_path: Path,
                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-in.pth").write_bytes((samples / "linear_checkpoint.pth").read_bytes())
    ran = ckpt("info", "-in.pth")
    assert (ran.status, ran.err.partition(". ")[0]) == (
        2, "ckpt info: -in.pth is read as an option: write ./-in.pth for the file")
    assert ckpt("save", "--lr", "0.5", "--", "-in.pth", "-out.pth").status == 0
    assert ckpt("info", "--json", "--", "-out.pth").data["optimizers"][0]["param_groups"][0]["lr"] == 0.5


@pytest.mark.parametrize("address", ["https://example.org/a.pth", "s3://bucket/a.pth", "file:///tmp/a.pth"])
@pytest.mark.parametrize("verb", ["info", "stats", "scan"])
def test_an_address_is_no_file(ckpt: Ckpt, address: str, verb: str) -> None:
    ran = ckpt(verb, address)
    assert ran.status == 2
    assert ran.err.endswith("nothing is fetched from one. Download the file, and open what was downloaded.\n")


def test_a_drive_is_no_address(ckpt: Ckpt) -> None:
    assert "no such file" in ckpt("info", "C:/a.pth").err


@pytest.mark.parametrize("arguments", [["infos", "x"], ["info"], ["info", "x", "--wrong"], ["diff", "only-one"]])
def test_wrong_arguments_are_told_on_one_line(arguments: list[str], ckpt: Ckpt) -> None:
    ran = ckpt(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert ran.err.startswith("ckpt")
    assert "--help" in ran.err


@pytest.mark.parametrize("verb", ["info", "stats", "scan"])
@pytest.mark.parametrize(("make", "says"), [
    (lambda path: None, "no such file"), (lambda path: path.mkdir(), "this is a folder"),
    (lambda path: path.write_bytes(b""), "empty"), (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)), ""),
    (lambda path: os.mkfifo(path), "pipe"), (lambda path: path.write_bytes(b"\x80\x02}q\x00("), ""),
], ids=["missing", "folder", "empty", "zip", "pipe", "cut"])
def test_no_checkpoint(verb: str, make: Any, says: str, ckpt: Ckpt, tmp_path: Path) -> None:
    make(tmp_path / "x.pth")
    ran = ckpt(verb, tmp_path / "x.pth")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"ckpt: {tmp_path / 'x.pth'}: ")
    assert ran.err.count("\n") == 1
    assert says in ran.err


def test_a_fault_of_the_program_is_one_line_too(ckpt: Ckpt, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr(info, "answer", fail)
    ran = ckpt("info", samples / "linear_state_dict.pth")
    assert ran.status == 2
    assert ran.err.startswith("ckpt: ZeroDivisionError: one two. This is a fault of the program; please report it")
    assert ran.err.count("\n") == 1


def test_a_fault_can_be_looked_into(ckpt: Ckpt, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(info, "answer", lambda options: 1 // 0)
    monkeypatch.setenv("CKPT_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        ckpt("info", samples / "linear_state_dict.pth")


def test_stopped_by_the_keyboard(ckpt: Ckpt, samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(info, "answer", stop)
    ran = ckpt("info", samples / "linear_state_dict.pth")
    assert (ran.status, ran.out, ran.err) == (130, "", "ckpt: stopped\n")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_reader_that_goes_away(options: list[str], samples: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed:
        command = [*PROGRAM, "info", *options, str(samples / "convnet_epoch_01.pth")]
        ran = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, check=False, env=ENVIRONMENT)
    assert (ran.returncode, ran.stderr) == (128 + signal.SIGPIPE, b"")


@pytest.mark.parametrize("verb", [["info"], ["info", "--json"], ["scan"], ["scan", "--json"]], ids=" ".join)
def test_looking_imports_nothing_heavy(verb: list[str], samples: Path) -> None:
    code = ("import sys; from ckpt_viewer.cli import main; status = main(sys.argv[1:]);"
            "heavy = {'torch', 'numpy', 'PySide6', 'rich', 'pyqtgraph', 'pickle'} & set(sys.modules);"
            "print(*heavy, file=sys.stderr); sys.exit(status)")
    ran = subprocess.run([sys.executable, "-c", code, *verb, samples / "convnet_epoch_01.pth"], capture_output=True,
                         text=True, check=False, env=ENVIRONMENT)
    assert (ran.returncode, ran.stderr) == (0, "\n")


def test_describing_a_file_imports_no_format_that_it_is_not_in(samples: Path) -> None:
    """Nor what takes long to import and is hardly needed: each start of the program would wait for it."""
    code = ("import sys; from ckpt_viewer.cli import main; status = main(sys.argv[1:]);"
            "others = {'dataclasses', 'inspect', 'ast', 'shutil', 'bz2', 'tempfile', 'json', 'html', 'threading'};"
            "print(*sorted(others & set(sys.modules)), file=sys.stderr);"
            "print(*(name.rpartition('.')[2] for name in sys.modules if '.formats.' in name), file=sys.stderr);"
            "sys.exit(status)")
    ran = subprocess.run([sys.executable, "-c", code, "info", samples / "linear_checkpoint.pth"], capture_output=True,
                         text=True, check=False, env=ENVIRONMENT)
    assert ran.returncode == 0, ran.stderr
    others, formats = ran.stderr.split("\n")[:2]
    assert others == ""
    assert set(formats.split()) == {"base", "torch_zip", "zip_archive", "zip_directory", "zip_records", "zip_rows"}


def test_describing_a_small_state_dict_imports_little(tmp_path: Path) -> None:
    """Three times `python -c pass` is all that it may take; each of these takes from a quarter to nine milliseconds."""
    torch.save({"fc.weight": torch.zeros(6), "fc.bias": torch.zeros(1)}, tmp_path / "small.pth")
    code = ("import sys; before = set(sys.modules); from ckpt_viewer.cli import main; status = main(sys.argv[1:]);"
            "print(*sorted(set(sys.modules) - before), file=sys.stderr); sys.exit(status)")
    ran = subprocess.run([sys.executable, "-c", code, "info", "small.pth"], capture_output=True, text=True,
                         check=False, env=ENVIRONMENT, cwd=tmp_path)  # a path in other letters needs more
    assert ran.returncode == 0, ran.stderr
    found = set(ran.stderr.split())
    assert found.isdisjoint({"argparse", "datetime", "enum", "gettext", "locale", "pathlib", "re", "typing",
                             "urllib.parse"})
    own = {name.removeprefix("ckpt_viewer.") for name in found if name.startswith("ckpt_viewer.")}
    assert not {name for name in own if name.startswith(("core.foreign.", "core.modules."))}
    assert own.isdisjoint({"core.elements", "core.formats.zip_ends", "core.formats.zip_numbered",
                           "core.formats.zip_rescue", "core.known_dangers", "core.optimizer.finding",
                           "core.optimizer.learning_rate", "core.optimizer.schedulers", "core.pickles.packer",
                           "core.pickles.sequence", "core.pickles.tensor_patterns", "core.rendering", "core.settings",
                           "verbs.parser"})
    assert len(own) <= 64, sorted(own)


@pytest.mark.parametrize("given", ["info FILE", "info --json FILE", "info FILE --verify --json", "scan FILE --json",
                                   "scan FILE", "info --fingerprint FILE"])
def test_switches_are_read_as_the_parser_reads_them(given: str) -> None:
    words = given.split()
    options = switched(words)
    assert options is not None
    assert vars(options) == vars(make_parser(words[0]).parse_args(words))


@pytest.mark.parametrize("given", ["", "info", "info FILE FILE", "info FILE --ver", "info --help", "info FILE --bins",
                                   "scan FILE --verify", "stats FILE", "info -- FILE", "--version", "info FILE -h"])
def test_whatever_else_is_said_is_left_to_the_parser(given: str) -> None:
    assert switched(given.split()) is None


@pytest.mark.parametrize("verb", ["stats", "diff", "save"])
def test_numbers_and_saving_need_no_torch(verb: str, samples: Path, tmp_path: Path) -> None:
    file = str(samples / "linear_checkpoint.pth")
    more = {"stats": [], "diff": [file], "save": [str(tmp_path / "x.pth"), "--lr", "1", "--device", "cpu"]}[verb]
    code = ("import sys; from ckpt_viewer.cli import main; status = main(sys.argv[1:]);"
            "sys.exit(status or bool({'torch', 'PySide6', 'rich'} & set(sys.modules)))")
    ran = subprocess.run([sys.executable, "-c", code, verb, file, *more], capture_output=True, text=True, check=False,
                         env=ENVIRONMENT)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_module_lying_beside_the_file_is_not_imported(samples: Path, tmp_path: Path) -> None:
    for name in ("numpy", "torch", "argparse", "json", "logistic_regression"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(77)")
    (tmp_path / "x.pth").write_bytes((samples / "linear_whole_model.pth").read_bytes())
    code = "import sys; from ckpt_viewer.cli import main; sys.exit(main())"
    ran = subprocess.run([sys.executable, "-P", "-c", code, "stats", "x.pth"], capture_output=True, text=True,
                         check=False, env=ENVIRONMENT, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")


def test_the_current_folder_is_no_place_to_import_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), "/elsewhere"])
    ckpt_viewer.distrust_current_folder()
    assert sys.path == ["/elsewhere"]
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "path", ["", "/elsewhere"])
    ckpt_viewer.distrust_current_folder()
    assert sys.path == ["", "/elsewhere"], "where the program itself lies stays"


@pytest.mark.parametrize(("encoding", "shape"), [("ascii", "1 x 6"), ("cp1252", "1 × 6"), ("utf-8", "1 × 6")])
def test_an_output_that_cannot_hold_the_text(encoding: str, shape: str, samples: Path, tmp_path: Path) -> None:
    """Our own signs become their like, what a file or a person brings is escaped."""
    def said(*given: str | Path) -> tuple[str, str]:
        ran = subprocess.run([*PROGRAM, *given], capture_output=True, check=False,
                             env={**ENVIRONMENT, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
        return ran.stdout.decode(encoding), ran.stderr.decode(encoding)

    wide = encoding == "utf-8"
    out, err = said("info", samples / "linear_state_dict.pth")
    assert shape in out
    assert err == ""
    out, _ = said("stats", samples / "linear_state_dict.pth")
    assert ("█        ██" if wide else "8        88") in out
    _, err = said("info", tmp_path / "中.pth")
    assert ("中" if wide else "\\u4e2d") in err


def test_on_a_terminal_tables_fit_the_window(samples: Path) -> None:
    import pty
    import termios

    main_end, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (50, 60))
    environment = {**ENVIRONMENT, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    with subprocess.Popen([*PROGRAM, "info", samples / "convnet_epoch_01.pth"], stdout=terminal, stdin=terminal,
                          stderr=subprocess.PIPE, env=environment) as process:
        os.close(terminal)
        text = b""
        try:
            while part := os.read(main_end, 65536):
                text += part
        except OSError:
            pass  # how Linux says that the other end was closed
        os.close(main_end)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == 0
    plain = text.decode().replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert "\x1b" not in plain
    lines = plain.split("\r\n")
    assert max(map(len, lines)) <= 60
    assert any(line.startswith("/model_state/head.0.weight  ") for line in lines), "names stay whole"


def test_the_importable_interface(samples: Path, tmp_path: Path) -> None:
    file = samples / "convnet_epoch_10.pth"
    weights = torch.load(file, weights_only=True)["model_state"]
    with ckpt_viewer.open(file) as checkpoint:
        numbers = ckpt_viewer.stats(checkpoint, "/model_state/head.0.weight", bins=8)
    histogram = numbers["model_state", "head.0.weight"]
    assert histogram.summary.mean == pytest.approx(weights["head.0.weight"].double().mean().item())
    assert (histogram.edges.shape, histogram.counts.sum()) == ((9,), weights["head.0.weight"].numel())
    assert ckpt_viewer.info(file)["kind"] == "training_checkpoint"
    assert ckpt_viewer.scan(file).verdict == "known_only"
    assert ckpt_viewer.scan(tmp_path / "missing").verdict == "unreadable"
    report = ckpt_viewer.save(file, tmp_path / "x.pth", values={"/epoch": 11}, learning_rate=0.5)
    assert report.verified
    found = ckpt_viewer.compare(file, tmp_path / "x.pth")
    assert not found.identical
    assert {entry.path_a for entry in found.diff.entries if entry.status == "value"} >= {
        ("epoch",), ("optimizer_state", "param_groups", 0, "lr")}
    assert torch.load(tmp_path / "x.pth", weights_only=True)["epoch"] == 11


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, json; import ckpt_viewer; print(json.dumps(sorted(m for m in sys.modules if 'ckpt' in m)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=ENVIRONMENT)
    assert json.loads(ran.stdout) == ["ckpt_viewer"]


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_without_a_stream_the_answer_is_the_status(closed: str, samples: Path) -> None:
    file = str(samples / "linear_state_dict.pth")
    command = f'"$@" {closed}'
    ran = subprocess.run(["/bin/sh", "-c", command, "sh", *PROGRAM, "diff", file, file], check=False,
                         capture_output=True, env=ENVIRONMENT)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_finds_no_room(samples: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*PROGRAM, "info", "--json", str(samples / "linear_state_dict.pth")]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, env=ENVIRONMENT)
    assert (ran.returncode, ran.stderr) == (
        2, b"ckpt: the answer could not be written (No space left on device). Write it to another place.\n")
