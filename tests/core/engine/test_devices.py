"""Devices of computers that are not this one, by way of a torch that is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ckpt_viewer.core.engine import devices, torch_engine
from ckpt_viewer.core.engine.devices import computer_memory, device_memory, find_devices
from ckpt_viewer.core.errors import DeviceError

GIB = 1 << 30


def fake_torch(**parts: Any) -> SimpleNamespace:
    """A PyTorch for the CPU only, with some parts exchanged."""
    absent = SimpleNamespace(is_available=lambda: False, is_built=lambda: False)
    plain = SimpleNamespace(__version__="2.13.0+cpu", version=SimpleNamespace(cuda=None, hip=None), cuda=absent,
                            backends=SimpleNamespace(mps=absent), xpu=absent)
    plain.__dict__.update(parts)
    return plain


def gpus(*names: str, free: int = 3 * GIB) -> SimpleNamespace:
    def ask(device: str) -> tuple[int, int]:
        return free, 8 * GIB

    return SimpleNamespace(
        is_available=lambda: True, device_count=lambda: len(names), get_device_name=lambda n: names[n],
        mem_get_info=ask, memory_reserved=lambda device: 2 * GIB, memory_allocated=lambda device: GIB)


def test_every_gpu_is_listed_with_name_and_memory() -> None:
    found = find_devices(fake_torch(cuda=gpus("NVIDIA A", "NVIDIA B")))
    assert [(d.name, d.title) for d in found.devices[1:]] == [("cuda:0", "NVIDIA A"), ("cuda:1", "NVIDIA B")]
    assert {(d.free_memory, d.total_memory) for d in found.devices[1:]} == {(4 * GIB, 8 * GIB)}
    assert not any("cuda" in text for text in found.absent)


def test_a_kind_that_is_missing_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    found = find_devices(fake_torch())
    assert [d.name for d in found.devices] == ["cpu"]
    assert found.absent[0] == "No NVIDIA GPU (cuda): this PyTorch (2.13.0+cpu) was built without CUDA."
    assert found.absent[2] == "No Intel GPU (xpu): this PyTorch was built without it."
    built = fake_torch(version=SimpleNamespace(cuda="12.6", hip=None))
    assert any(reason in find_devices(built).absent[0] for reason in ("no NVIDIA driver", "finds no device"))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert "CUDA_VISIBLE_DEVICES hides all of them" in find_devices(built).absent[0]


def test_an_apple_gpu() -> None:
    mps = SimpleNamespace(is_available=lambda: True)
    memory = SimpleNamespace(recommended_max_memory=lambda: 16 * GIB, driver_allocated_memory=lambda: GIB)
    found = find_devices(fake_torch(backends=SimpleNamespace(mps=mps), mps=memory))
    assert (found.devices[1].name, found.devices[1].free_memory) == ("mps", 15 * GIB)


def test_a_gpu_that_does_not_answer_is_listed_without_numbers() -> None:
    broken = gpus("NVIDIA A")

    def fail(device: object) -> tuple[int, int]:
        raise RuntimeError("CUDA error: all CUDA-capable devices are busy or unavailable")

    broken.mem_get_info = broken.get_device_name = fail
    found = find_devices(fake_torch(cuda=broken))
    assert (found.devices[1].title, found.devices[1].free_memory) == ("NVIDIA GPU", 0)
    assert device_memory(fake_torch(), "cuda:0") == (0, 0)


def test_the_limit_of_a_container_counts(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_CGROUP", tmp_path)
    free, total = computer_memory()
    assert 0 < free <= total
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("1000000\n")
    assert computer_memory()[1] == total
    (tmp_path / "memory.max").write_text("3000000\n")
    assert computer_memory() == (2_000_000, 3_000_000)
    (tmp_path / "memory.stat").write_text("anon 5\ninactive_file 400000\nactive_file 100000\n")
    assert computer_memory() == (2_500_000, 3_000_000)


def test_without_pytorch_there_is_still_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Any:
        raise DeviceError("PyTorch cannot be loaded (No module named 'torch')", hint="Install it again")

    monkeypatch.setattr(torch_engine, "import_torch", missing)
    found = torch_engine.list_devices()
    assert [d.name for d in found.devices] == ["cpu"]
    assert found.absent == ("No GPU: PyTorch cannot be loaded (No module named 'torch'). Install it again.",)
