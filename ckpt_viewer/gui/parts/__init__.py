"""Small widgets that belong to no feature."""
