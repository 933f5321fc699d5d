"""The addresses of the mission unit: statements, units, worksites and news."""

from django.urls import path

from mission.views import managing, news, places, statements, units

app_name = "mission"
urlpatterns = [
    path("news/", news.NewsItemList.as_view(), name="newsitem-list"),
    path("news/new/", news.NewsItemCreate.as_view(), name="newsitem-create"),
    path("news/<slug:slug>/", news.NewsItemDetail.as_view(), name="newsitem-detail"),
    path("news/<slug:slug>/edit/", news.NewsItemEdit.as_view(), name="newsitem-edit"),
    path("news/<slug:slug>/submit/", news.NewsItemSubmit.as_view(), name="newsitem-submit"),
    path("news/<slug:slug>/approve/", news.NewsItemApprove.as_view(), name="newsitem-approve"),
    path("news/<slug:slug>/return/", news.NewsItemReturn.as_view(), name="newsitem-return"),
    path("news/<slug:slug>/archive/", news.NewsItemArchive.as_view(), name="newsitem-archive"),
    path("manage/news/", news.NewsItemManage.as_view(), name="newsitem-manage"),
    path("about/mission/", statements.Mission.as_view(), name="mission"),
    path("about/vision/", statements.Vision.as_view(), name="vision"),
    path("about/values/", statements.Values.as_view(), name="values"),
    path("about/history/", statements.StatementHistory.as_view(), name="statement-history"),
    path("about/versions/<int:pk>/", statements.StatementVersionDetail.as_view(), name="statementversion-detail"),
    path("division/", units.Division.as_view(), name="division"),
    path("units/", units.UnitList.as_view(), name="unit-list"),
    path("units/<slug:slug>/", units.UnitDetail.as_view(), name="unit-detail"),
    path("units/<slug:slug>/<slug:function>/", units.UnitFunctionDetail.as_view(), name="unitfunction-detail"),
    path("worksites/", places.WorksiteList.as_view(), name="worksite-list"),
    path("worksites/new/", places.WorksiteCreate.as_view(), name="worksite-create"),
    path("worksites/current/", places.WorksiteCurrent.as_view(), name="worksite-current"),
    path("worksites/<slug:slug>/edit/", places.WorksiteEdit.as_view(), name="worksite-edit"),
    path("worksites/<slug:slug>/close/", places.WorksiteClose.as_view(), name="worksite-close"),
    path("worksites/<slug:slug>/", places.WorksiteDetail.as_view(), name="worksite-detail"),
    path("counties/", places.CountyList.as_view(), name="county-list"),
    path("counties/<slug:fips>/", places.CountyDetail.as_view(), name="county-detail"),
    path("manage/statements/new/", managing.StatementVersionCreate.as_view(), name="statementversion-create"),
    path("manage/statements/<int:pk>/edit/", managing.StatementVersionEdit.as_view(), name="statementversion-edit"),
    path(
        "manage/statements/<int:pk>/publish/",
        managing.StatementVersionPublish.as_view(),
        name="statementversion-publish",
    ),
    path("manage/units/", managing.UnitPageArrange.as_view(), name="unitpage-arrange"),
    path("manage/units/<slug:slug>/parent/", managing.UnitPagePlace.as_view(), name="unitpage-place"),
    path("manage/units/<slug:slug>/edit/", managing.UnitPageEdit.as_view(), name="unitpage-edit"),
    path("manage/units/<slug:slug>/rename/", managing.UnitPageRename.as_view(), name="unitpage-rename"),
    path("manage/units/<slug:slug>/hide/", managing.UnitPageHide.as_view(), name="unitpage-hide"),
    path("manage/units/<slug:slug>/show/", managing.UnitPageShow.as_view(), name="unitpage-show"),
    path("manage/units/<slug:slug>/functions/", managing.UnitFunctionOrder.as_view(), name="unitfunction-order"),
    path("manage/units/<slug:slug>/functions/new/", managing.UnitFunctionCreate.as_view(), name="unitfunction-create"),
    path(
        "manage/units/<slug:slug>/functions/<slug:function>/edit/",
        managing.UnitFunctionEdit.as_view(),
        name="unitfunction-edit",
    ),
    path(
        "manage/units/<slug:slug>/functions/<slug:function>/remove/",
        managing.UnitFunctionRemove.as_view(),
        name="unitfunction-remove",
    ),
    path("manage/links/<slug:slug>/", managing.SiteLinkEdit.as_view(), name="sitelink-edit"),
    path("manage/facts/", managing.FactList.as_view(), name="fact-list"),
    path("manage/facts/new/", managing.FactCreate.as_view(), name="fact-create"),
    path("manage/facts/<int:pk>/edit/", managing.FactEdit.as_view(), name="fact-edit"),
]
