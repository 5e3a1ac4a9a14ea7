"""The table of all tensors of a file, each with its distribution as a strip of shades."""
