"""The editors' page: the queue of content gaps, protected by a token."""
