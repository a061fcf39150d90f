"""Measures and pictures of the reading room."""
