"""Look into, compare, change and save PyTorch checkpoints without running a line of what they carry."""

__version__ = "0.1.0"
