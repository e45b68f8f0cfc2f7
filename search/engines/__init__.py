"""Engines: each keeps postings in its own form behind ``protocol.Engine``."""
