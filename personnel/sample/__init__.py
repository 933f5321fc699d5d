"""Personnel's part of the sample department: people, assignments and contacts."""
