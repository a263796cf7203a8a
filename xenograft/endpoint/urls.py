from django.urls import path

from xenograft.endpoint import board_views, ulcer_views, views, welfare_views

app_name = "endpoint"
urlpatterns = [
    path("endpoints/", board_views.all_boards, name="all"),
    path("studies/<code>/endpoints/", board_views.study_board, name="board"),
    path("studies/<code>/endpoints/alerts/", board_views.alerts, name="alerts"),
    path(
        "studies/<code>/mice/<int:number>/endpoint/",
        views.record,
        name="record",
    ),
    path(
        "studies/<code>/mice/<int:number>/endpoint/draft/",
        views.draft,
        name="draft",
    ),
    path(
        "studies/<code>/mice/<int:number>/photos/<int:pk>/",
        views.photo,
        name="photo",
    ),
    path(
        "studies/<code>/mice/<int:number>/ulcers/<int:pk>/",
        ulcer_views.ulcer,
        name="ulcer",
    ),
    path(
        "studies/<code>/mice/<int:number>/endpoint/undo/",
        views.undo,
        name="undo",
    ),
    path(
        "studies/<code>/mice/<int:number>/endpoint/seen/",
        welfare_views.acknowledge,
        name="acknowledge",
    ),
    path(
        "studies/<code>/mice/<int:number>/endpoint/recheck/",
        welfare_views.recheck,
        name="recheck",
    ),
    path(
        "studies/<code>/mice/<int:number>/endpoint/agree/",
        welfare_views.agree,
        name="agree",
    ),
    path(
        "studies/<code>/mice/<int:number>/endpoint/note/",
        welfare_views.note,
        name="note",
    ),
]
