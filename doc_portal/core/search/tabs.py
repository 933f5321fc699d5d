"""The tabs of the search page. A kind without a tab of its own ("") is found under All."""

TABS = {
    "people": "People",
    "policies": "Policies and forms",
    "how": "How do I",
    "news": "News",
    "training": "Training",
    "jobs": "Jobs",
    "requests": "Requests",
    "places": "Units and worksites",
}
"""Tab in the address -> its name, in the order of the page."""

PEOPLE = "people"
"""What is looked for here is never logged, and neither is which person was opened."""
