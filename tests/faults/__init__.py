"""Hostile content, crashes, full disks and floods; ``python -m tests.faults`` runs all of them."""
