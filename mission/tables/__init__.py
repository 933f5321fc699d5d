"""List columns of the mission unit that need more than names."""
