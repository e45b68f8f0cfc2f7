"""Searches that readers make, and what they must find."""
