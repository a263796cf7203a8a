from django.urls import path

from xenograft.measurement import api, correction_views, daily_views, views

app_name = "measurement"
urlpatterns = [
    path("sw.js", api.worker, name="worker"),
    path("studies/<code>/sessions/", views.sessions, name="sessions"),
    path("studies/<code>/daily-check/", daily_views.checks, name="daily"),
    path("studies/<code>/sessions/<date>/", views.session, name="session"),
    path("api/studies/<code>/sessions/<date>/", api.session, name="api-session"),
    path(
        "api/studies/<code>/sessions/<date>/rows/<int:number>/",
        api.row,
        name="api-row",
    ),
    path("studies/<code>/sessions/<date>/close/", views.close, name="close"),
    path("studies/<code>/sessions/<date>/reopen/", views.reopen, name="reopen"),
    path(
        "studies/<code>/readings/<int:pk>/correct/",
        correction_views.reading,
        name="correct",
    ),
    path(
        "studies/<code>/weights/<int:pk>/correct/",
        correction_views.weight,
        name="correct-weight",
    ),
]
