"""List columns of the directory that need more than names."""
