"""Lists of people and of assignments, brought in from elsewhere (portal.md items 8 and 25)."""
