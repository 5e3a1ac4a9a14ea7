"""The tree of a checkpoint as a Qt model and view."""
