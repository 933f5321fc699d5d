"""The pages of the mission unit."""
