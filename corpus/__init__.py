"""Read guides from files; every value carries the file and line that it comes from."""
