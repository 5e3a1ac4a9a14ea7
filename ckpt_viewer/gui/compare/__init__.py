"""The tab that compares two checkpoints."""
