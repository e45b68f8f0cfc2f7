"""What was written: guides read from files, as values that know where they came from."""
