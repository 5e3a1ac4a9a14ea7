"""The devices of this computer, their memory, and the reasons why a kind is missing.

torch comes as an argument, so that nothing here imports it and a test can give another one.
"""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from ckpt_viewer.core.engine.base import Device, DeviceList
from ckpt_viewer.core.wording import count_text

Torch = Any  # the module torch, or what a test gives in its place
_CGROUP = Path("/sys/fs/cgroup")


def find_devices(torch: Torch) -> DeviceList:
    """The CPU and every GPU that torch can use, with free memory, and a sentence for each kind that is missing."""
    found, absent = [describe_cpu()], []
    for ask in (_cuda, _mps, _xpu):
        devices, reason = ask(torch)
        found += devices
        absent += [reason] if reason else []
    return DeviceList(tuple(found), tuple(absent))


def describe_cpu() -> Device:
    free, total = computer_memory()
    return Device("cpu", f"This computer's memory ({_processor()})", total, free)


def device_memory(torch: Torch, device: str) -> tuple[int, int]:
    """Bytes free and in all; what torch keeps in reserve for new tensors counts as free. Zeros where unknown."""
    kind = device.partition(":")[0]
    if kind == "cpu":
        return computer_memory()
    try:
        if kind in ("cuda", "xpu"):
            module = getattr(torch, kind)
            free, total = module.mem_get_info(device)
            return free + module.memory_reserved(device) - module.memory_allocated(device), total
        if kind == "mps":
            total = torch.mps.recommended_max_memory()
            return max(total - torch.mps.driver_allocated_memory(), 0), total
    except (RuntimeError, AttributeError, AssertionError):  # a driver that does not tell, a torch that cannot ask
        pass
    return 0, 0


def computer_memory() -> tuple[int, int]:
    """Bytes of RAM free and in all, within the limits of a container; zeros where the system does not say."""
    try:
        lines = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        free, total = (int(lines[name].split()[0]) * 1024 for name in ("MemAvailable", "MemTotal"))
    except (OSError, ValueError, KeyError, IndexError):
        return _memory_by_sysconf()
    limit, used = _number(_CGROUP / "memory.max"), _number(_CGROUP / "memory.current")
    if limit is not None and used is not None and limit < total:
        # The page cache counts as used but is given back when memory is asked for.
        used -= _cgroup_cache()
        return min(free, max(limit - used, 0)), limit
    return free, total


def _cuda(torch: Torch) -> tuple[list[Device], str]:
    if torch.cuda.is_available():
        name = "AMD GPU" if getattr(torch.version, "hip", None) else "NVIDIA GPU"
        return [_gpu(torch, "cuda", i, name) for i in range(torch.cuda.device_count())], ""
    return [], _why_no_cuda(torch)


def _why_no_cuda(torch: Torch) -> str:
    start = "No NVIDIA GPU (cuda): "
    if torch.version.cuda is None and getattr(torch.version, "hip", None) is None:
        return f"{start}this PyTorch ({torch.__version__}) was built without CUDA."
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    if hidden is not None and hidden.strip() in ("", "-1"):
        return f"{start}the environment variable CUDA_VISIBLE_DEVICES hides all of them."
    if platform.system() == "Linux" and not Path("/proc/driver/nvidia/version").exists():
        return f"{start}no NVIDIA driver answers on this computer."
    return f"{start}PyTorch, built for CUDA {torch.version.cuda}, finds no device that this computer's driver offers."


def _mps(torch: Torch) -> tuple[list[Device], str]:
    if torch.backends.mps.is_available():
        free, total = device_memory(torch, "mps")
        return [Device("mps", "Apple GPU", total, free)], ""
    if platform.system() != "Darwin":
        return [], "No Apple GPU (mps): only Apple's computers have one."
    built = torch.backends.mps.is_built()
    return [], f"No Apple GPU (mps): {'macOS offers none' if built else 'this PyTorch was built without it'}."


def _xpu(torch: Torch) -> tuple[list[Device], str]:
    xpu = getattr(torch, "xpu", None)
    if xpu is not None and xpu.is_available():
        return [_gpu(torch, "xpu", i, "Intel GPU") for i in range(xpu.device_count())], ""
    compiled = xpu is not None and getattr(xpu, "_is_compiled", lambda: False)()
    reason = "no driver answers on this computer" if compiled else "this PyTorch was built without it"
    return [], f"No Intel GPU (xpu): {reason}."


def _gpu(torch: Torch, kind: str, number: int, fallback: str) -> Device:
    name = f"{kind}:{number}"
    try:
        title = getattr(torch, kind).get_device_name(number)
    except RuntimeError:
        title = fallback
    free, total = device_memory(torch, name)
    return Device(name, title, total, free)


def _memory_by_sysconf() -> tuple[int, int]:
    def pages(name: str) -> int:
        try:
            return max(os.sysconf(name), 0) * os.sysconf("SC_PAGE_SIZE")
        except (AttributeError, ValueError, OSError):
            return 0

    return pages("SC_AVPHYS_PAGES"), pages("SC_PHYS_PAGES")


def _cgroup_cache() -> int:
    try:
        lines = dict(line.split() for line in (_CGROUP / "memory.stat").read_text("ascii").splitlines())
        return int(lines.get("inactive_file", "0")) + int(lines.get("active_file", "0"))
    except (OSError, ValueError):
        return 0


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text("ascii"))
    except (OSError, ValueError):  # "max" means no limit
        return None


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    except OSError:
        names = []
    cores = os.cpu_count() or 1
    name = names[0] if names else platform.processor() or platform.machine() or "processor"
    return f"{name}, {count_text(cores, 'core')}"
