"""What differs between two checkpoints: structure at once, numbers on demand, and both as the rows of a tree."""
