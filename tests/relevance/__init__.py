"""Searches that readers make, and the hits that they must find."""
