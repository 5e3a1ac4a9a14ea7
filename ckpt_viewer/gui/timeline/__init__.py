"""The tab that shows many checkpoints of one training along time."""
