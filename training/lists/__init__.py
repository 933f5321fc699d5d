"""Lists that are brought into training, and handed out as they stand."""
