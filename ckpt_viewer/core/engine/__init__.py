"""Numbers: statistics, histograms, windows and comparisons of tensors, on the CPU or on a device."""

from ckpt_viewer.core.engine.cpu import CpuEngine
from ckpt_viewer.core.engine.layout import bytes_to_read
