"""What people do with the content of the mission unit."""
