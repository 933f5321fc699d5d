"""List columns of training that need more than names."""
