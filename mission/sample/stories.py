"""The stories of the small sample, word for word: one in every state and category, plainly samples."""

from dataclasses import dataclass

from mission.models import NewsItem

Category, Status = NewsItem.Category, NewsItem.Status


@dataclass(frozen=True)
class Story:
    """Days are counted from the day of loading: `appears` and `life`. `decision`: the words of the decision."""

    title: str
    summary: str
    body: str
    category: str
    unit: str
    author: str
    appears: int
    life: int = 14
    status: str = Status.APPROVED
    approver: str = "news.editor"
    worksite: str = ""
    pinned: bool = False
    decision: str = ""


STORIES = (
    Story(
        "Sample: welcome to the portal",
        "A sample story that stays at the top of the home page, to show what a pinned story looks like.",
        "This is **sample text**. A pinned story stays above the others until it ends or another takes its place.\n"
        "\n## What a story can hold\n\n- headings and lists\n- links in the portal, such as [worksites](/worksites/)"
        "\n- one picture, with words that say what it shows\n\nNothing in this story is an announcement.",
        Category.DIRECTOR,
        "planning-section",
        "news.editor2",
        appears=-3,
        life=60,
        pinned=True,
    ),
    Story(
        "Sample: recognition of a quiet week",
        "An invented recognition, so that this category has a story. Nobody real is named.",
        "Sample text. A story of recognition names people and what they did. This one names nobody, because everyone "
        "in the sample is invented.",
        Category.RECOGNITION,
        "office-of-personnel",
        "editor.personnel",
        appears=-1,
    ),
    Story(
        "Sample: walking group meets at noon",
        "An invented wellness story about a walking group that does not exist.",
        "Sample text. The walking group of this story is invented. A real story would say:\n\n1. where to meet\n"
        "2. when\n3. whom to ask",
        Category.WELLNESS,
        "employee-health-wellness-and-safety",
        "news.editor2",
        appears=-2,
        life=21,
    ),
    Story(
        "Sample: how a change in pay would be announced",
        "Shows the category for policy and pay. It announces no change.",
        "Sample text. A real story would name the authority, the day from which it holds, and the unit that answers "
        "questions. This one changes nothing.",
        Category.POLICY_PAY,
        "office-of-personnel",
        "editor.personnel",
        appears=-5,
        life=30,
    ),
    Story(
        "Sample: new class in the training calendar",
        "An invented class, so that the training category has a live story.",
        "Sample text. No class of this name is offered. Look for real classes on the page of "
        "[Training and Employee Development](/units/training-and-employee-development/).",
        Category.TRAINING,
        "training-and-employee-development",
        "owner.training",
        appears=-4,
    ),
    Story(
        "Sample: parking lot B is repaved",
        "A sample story for Farmington Correctional Center alone: readers elsewhere do not see it on their home page.",
        "Sample text. The lot, the paving and the dates are invented. It shows a story that is for one worksite only.",
        Category.WORKSITE,
        "general-services",
        "coordinator.farmington",
        appears=-1,
        worksite="fcc",
        pinned=True,
    ),
    Story(
        "Sample: visiting hours board is moved",
        "A second sample story for one worksite, Jefferson City Correctional Center.",
        "Sample text. No board has been moved.",
        Category.WORKSITE,
        "general-services",
        "news.editor2",
        appears=-6,
        worksite="jccc",
    ),
    Story(
        "Sample: planning workshop next week",
        "Approved and waiting for its day: it appears on the home page in a few days by itself.",
        "Sample text. A story can be approved days before it appears. Nothing has to be pressed on the day itself.",
        Category.TRAINING,
        "planning-section",
        "news.editor2",
        appears=4,
    ),
    Story(
        "Sample: last month's food drive",
        "A story that has ended. It left the home page by itself and can still be found.",
        "Sample text. The drive is invented. Ended stories stay under News when ended ones are shown too.",
        Category.RECOGNITION,
        "general-services",
        "news.editor2",
        appears=-40,
    ),
    Story(
        "Sample: flu shots at three worksites",
        "Written and sent for approval: an editor other than the author decides.",
        "Sample text. There are no such dates. Sign in as a news editor and approve or return this story.",
        Category.WELLNESS,
        "employee-health-wellness-and-safety",
        "news.editor2",
        appears=1,
        status=Status.SUBMITTED,
    ),
    Story(
        "Sample: how to read your statement of leave",
        "Waiting for approval since yesterday, written in the Office of Personnel.",
        "Sample text. A real story would show the statement line by line.",
        Category.POLICY_PAY,
        "office-of-personnel",
        "editor.personnel",
        appears=2,
        status=Status.SUBMITTED,
    ),
    Story(
        "Sample: draft about a supervisors' lunch",
        "A draft that only its author and the editors can see.",
        "Sample text, not finished.",
        Category.TRAINING,
        "training-and-employee-development",
        "owner.training",
        appears=7,
        status=Status.DRAFT,
    ),
    Story(
        "Sample: returned story about shift bids",
        "An editor returned this one with a reason. Its author finds it in the to-do list.",
        "Sample text. The reason stands below, under what happened.",
        Category.POLICY_PAY,
        "office-of-personnel",
        "editor.personnel",
        appears=3,
        status=Status.DRAFT,
        decision="Sample reason: name the unit that answers questions, and send it again.",
    ),
    Story(
        "Sample: archived notice about an old form",
        "Taken down before its end, and kept in the records.",
        "Sample text. Archived stories are never deleted.",
        Category.POLICY_PAY,
        "fiscal-management-unit",
        "news.editor2",
        appears=-20,
        life=60,
        status=Status.ARCHIVED,
        decision="Sample reason: the form it speaks of was withdrawn.",
    ),
)
