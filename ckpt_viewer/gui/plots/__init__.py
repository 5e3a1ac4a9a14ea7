"""Plots: histograms and pictures, drawn from values that were computed elsewhere."""
