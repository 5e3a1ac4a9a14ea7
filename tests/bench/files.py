"""Opening against torch.load, saving against a plain copy."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import torch

from ckpt_viewer.core.checkpoint import Checkpoint
from ckpt_viewer.core.document import Document
from ckpt_viewer.core.edits import SetValue
from ckpt_viewer.core.formats import open_checkpoint
from ckpt_viewer.core.outline.building import build_outline
from ckpt_viewer.core.saving import SaveOptions, plan, save
from ckpt_viewer.core.saving.in_place import update
from ckpt_viewer.core.task import Task
from tests.bench.processes import peak_mib
from tests.bench.racing import Amount, Race


def races(folder: Path, mib: int) -> Iterator[Race | Amount]:
    """A file of very many tensors, one of 10 GiB, and one of `mib` MiB in 32 tensors."""
    many = folder / "many.pth"
    torch.save({f"layers.{i // 10}.weight{i % 10}": torch.zeros(1) for i in range(100_000)}, many)
    yield Race("open 100,000 tensors, to the whole tree", "torch.load(mmap, weights_only)", lambda: open_whole(many),
               lambda: torch.load(many, mmap=True, weights_only=True), 20.0, rounds=1)
    yield from _saves_many(many, folder)
    many.unlink()
    yield _update_in_place(folder, 10)
    yield Amount("memory to update it", lambda: 1024 * peak_mib(_EDIT + _UPDATE, [str(folder / "large.pth")]), "KiB",
                 300 << 10)
    yield Amount("memory to save it with another value", lambda: _peak_of_save(folder), "MiB", 300)
    yield from _saves(folder, mib)
    yield from _saves_training(folder)


def _update_in_place(folder: Path, gib: int) -> Amount:
    path = folder / "large.pth"
    with torch.serialization.skip_data():  # a hole in the disk, so that it takes no room
        torch.save({"epoch": 1} | {f"w{i}": torch.empty(1 << 28) for i in range(gib)}, path)

    def milliseconds() -> float:
        with open_checkpoint(path) as checkpoint:
            document = Document(checkpoint)
            document.apply(SetValue(checkpoint.graph.resolve(("epoch",)), 2, "epoch"))
            begin = time.perf_counter()
            update(document.snapshot())
            return 1000 * (time.perf_counter() - begin)

    return Amount(f"update {gib} GiB in place", milliseconds, "ms", 50)


_EDIT = ("from pathlib import Path\nfrom ckpt_viewer.core import saving\n"
         "from ckpt_viewer.core.document import Document\nfrom ckpt_viewer.core.edits import SetValue\n"
         "from ckpt_viewer.core.formats import open_checkpoint\nfrom ckpt_viewer.core.saving.in_place import update\n"
         "begin()\ndocument = Document(open_checkpoint(sys.argv[1]))\n"
         "document.apply(SetValue(document.graph.resolve(('epoch',)), 5, 'epoch'))\n")
_UPDATE = "update(document.snapshot())\n"
_SAVE = ("saving.save(saving.plan(document.snapshot(), Path(sys.argv[2]), saving.SaveOptions(overwrite=True)))\n")
_COPY = ("import os, shutil\nbegin()\nshutil.copyfile(sys.argv[1], sys.argv[2])\n"
         "with open(sys.argv[2], 'rb+') as written:\n    os.fsync(written.fileno())\n")
_THROUGH_TORCH = ("import torch\nbegin()\ncontent = torch.load(sys.argv[1], weights_only=True)\n"
                  "content['epoch'] = 5\ntorch.save(content, sys.argv[2])\n")


def _peak_of_save(folder: Path) -> float:
    """The new file takes real room, so it and the old one go at once."""
    old, new = folder / "large.pth", folder / "new.pth"
    try:
        return peak_mib(_EDIT + _SAVE, [str(old), str(new)])
    finally:
        old.unlink()
        new.unlink(missing_ok=True)


def open_whole(path: Path) -> None:
    """To the whole tree, as the window does."""
    with open_checkpoint(path) as checkpoint:
        build_outline(checkpoint.graph, Task(), path.name)


def _saves_many(path: Path, folder: Path) -> Iterator[Race]:
    """Where every tensor costs more than its bytes."""
    torch.save({"model": {f"layers.{i // 10}.weight{i % 10}": torch.randn(1024) for i in range(100_000)},
                "optimizer": {"state": {}, "param_groups": [{"lr": 0.1, "params": []}]}}, path)
    os.sync()
    saved, copy = folder / "saved.pth", folder / "copy.pth"
    title = "save 100,000 tensors of 4 KiB with another lr"
    with open_checkpoint(path) as checkpoint:
        edited = _with_rate(checkpoint)
        for peer_title, peer, wanted in (("cp", lambda: _cp(path, copy), 1 / 1.15), (
                "torch.load and torch.save", lambda: _through_torch(path, copy), 1.0)):
            yield Race(title, peer_title, lambda: _save(edited, saved), peer, wanted, rounds=1)
    saved.unlink()
    copy.unlink()


def _saves_training(folder: Path) -> Iterator[Race]:
    """What a training of today leaves: 592 tensors, from four bytes to 154 MB."""
    path, saved, copy = folder / "gpt2.pth", folder / "saved.pth", folder / "copy.pth"
    torch.save(_gpt2_and_adamw(), path)
    os.sync()
    title = f"save GPT-2 and AdamW, {path.stat().st_size >> 20} MiB, with another lr"
    with open_checkpoint(path) as checkpoint:
        edited = _with_rate(checkpoint)
        for peer_title, peer, wanted in (("cp", lambda: _cp(path, copy), 1 / 1.15), (
                "torch.load and torch.save", lambda: _through_torch(path, copy), 1.0)):
            yield Race(title, peer_title, lambda: _save(edited, saved), peer, wanted, rounds=5)


def _gpt2_and_adamw() -> dict[str, object]:
    """The smallest GPT-2, its parameters under the names of Hugging Face, and an optimizer after its first step."""
    width = 768
    shapes = {"wte.weight": (50257, width), "wpe.weight": (1024, width), "ln_f.weight": (width,), "ln_f.bias": (width,)}
    for layer in (f"h.{i}." for i in range(12)):
        for norm in ("ln_1", "ln_2"):
            shapes |= {f"{layer}{norm}.weight": (width,), f"{layer}{norm}.bias": (width,)}
        for name, rows, columns in (("attn.c_attn", 1, 3), ("attn.c_proj", 1, 1), ("mlp.c_fc", 1, 4),
                                    ("mlp.c_proj", 4, 1)):
            shapes[f"{layer}{name}.weight"] = rows * width, columns * width
            shapes[f"{layer}{name}.bias"] = (columns * width,)
    state = {i: {"step": torch.tensor(1.0), "exp_avg": torch.rand(shape), "exp_avg_sq": torch.rand(shape)}
             for i, shape in enumerate(shapes.values())}
    group = {"lr": 3e-4, "betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.01, "params": list(state)}
    return {"model": {f"transformer.{name}": torch.rand(shape) for name, shape in shapes.items()},
            "optimizer": {"state": state, "param_groups": [group]}, "epoch": 1}


def _saves(folder: Path, mib: int) -> Iterator[Race | Amount]:
    path, copy = folder / "training.pth", folder / "copy.pth"
    torch.save({"model": {f"w{i}": torch.randn(mib << 13) for i in range(32)}, "epoch": 1,
                "optimizer": {"state": {}, "param_groups": [{"lr": 0.1, "params": []}]}}, path)
    os.sync()  # else the first round waits for this file as well
    title, saved = f"save {mib} MiB with another lr, on the disk, read back and verified", folder / "saved.pth"
    for peer_title, peer, wanted in (("cp", lambda: _cp(path, copy), 1 / 1.15),
                                     ("cp and fsync", lambda: _cp(path, copy, to_disk=True), 1 / 1.15),
                                     ("torch.load and torch.save", lambda: _through_torch(path, copy), 1.0)):
        with open_checkpoint(path) as checkpoint:
            edited = _with_rate(checkpoint)
            yield Race(title, peer_title, lambda: _save(edited, saved), peer, wanted, rounds=5)  # noqa: B023
        saved.unlink()
        copy.unlink()
    places = [str(path), str(copy)]
    for peer_title, script in (("cp and fsync", _COPY), ("torch.load and torch.save", _THROUGH_TORCH)):
        yield Amount(f"memory to save {mib} MiB with another value", lambda: peak_mib(_EDIT + _SAVE, places), "MiB",
                     300, peer_title, lambda: peak_mib(script, places))  # noqa: B023
        copy.unlink(missing_ok=True)


def _save(edited: Checkpoint, target: Path) -> None:
    save(plan(edited, target, SaveOptions(overwrite=True)), Task())


def _cp(path: Path, copy: Path, *, to_disk: bool = False) -> None:
    subprocess.run(["cp", path, copy], check=True)
    if to_disk:
        with copy.open("rb+") as written:
            os.fsync(written.fileno())


def _through_torch(path: Path, copy: Path) -> None:
    content = torch.load(path, weights_only=True)
    content["optimizer"]["param_groups"][0]["lr"] = 0.01
    torch.save(content, copy)


def _with_rate(checkpoint: Checkpoint) -> Checkpoint:
    document = Document(checkpoint)
    document.apply(SetValue(checkpoint.graph.resolve(("optimizer", "param_groups", 0, "lr")), 0.01, "lr"))
    return document.snapshot()
