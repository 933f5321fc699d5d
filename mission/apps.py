from django.apps import AppConfig

from doc_portal.core.registry import FooterLink, HomePanel, MenuItem, TopTask, UnitBlock


class MissionConfig(AppConfig):
    name = "mission"
    sample = "mission.sample.make"
    reference = "mission.reference.load"
    portal_menu = (
        MenuItem("News", "mission:newsitem-list", "core.use_portal", order=10),
        MenuItem("Worksites", "mission:worksite-list", "core.use_portal", order=20),
    )
    portal_home_panels = (
        HomePanel("to-do", 10, "mission/home/todo.html", "mission.home.todo"),
        HomePanel("tasks", 20, "mission/home/tasks.html", "mission.home.tasks"),
        HomePanel("worksite", 30, "mission/home/worksite.html", "mission.home.worksite", area="rail"),
        HomePanel("news", 40, "mission/home/news.html", "mission.home.live_news"),
        HomePanel("mission", 90, "mission/home/mission.html", "mission.home.mission_strip"),
        HomePanel("save-a-life", 95, "mission/home/save_a_life.html", "mission.home.save_a_life", area="rail"),
    )
    portal_unit_blocks = (UnitBlock("news", 50, "mission/blocks/news.html", "mission.home.unit_news"),)
    portal_footer = (FooterLink("save-a-life", "mission.home.save_a_life_line"),)
    portal_top_tasks = (
        TopTask("Read the news", "news", "mission:newsitem-list", "core.use_portal", order=10),
        TopTask("Find a worksite", "pin", "mission:worksite-list", "core.use_portal", order=20),
        TopTask("Find a unit", "people", "mission:unit-list", "core.use_portal", order=30),
        TopTask("Read our values", "heart", "mission:values", "core.use_portal", order=40),
        TopTask("Write a story", "edit", "mission:newsitem-create", "mission.add_newsitem", order=50),
    )
