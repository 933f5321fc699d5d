"""The sample department: invented people at real places, so that the portal can be tried and measured.

Every app names one function in its config (`sample = "mission.sample.make"`). It gets a `Context`, fills up what
it owns to the size asked for and returns how many rows of what it made: called again, it makes nothing. What it
makes depends on the seed and on the day of running alone, since something must be live today.
"""

from doc_portal.core.sample.department import make

__all__ = ["make"]
