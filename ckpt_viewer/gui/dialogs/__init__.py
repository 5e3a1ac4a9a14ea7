"""What is asked before something is saved, changed everywhere, or loaded onto a device."""
