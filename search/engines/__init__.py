"""Engines: one per way of keeping postings, behind the protocol in ``engine``."""
