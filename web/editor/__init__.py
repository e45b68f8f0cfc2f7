"""The editors' page: what to write and mend next, for those who hold the token."""
