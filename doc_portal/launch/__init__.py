"""`./portal`: the environment, the embedded database and the processes. Imports nothing of Django."""
