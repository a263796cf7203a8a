from django.urls import path

from xenograft.dosing import (
    api,
    calendar_views,
    compliance_views,
    hold_views,
    regimen_views,
    views,
)

app_name = "dosing"
urlpatterns = [
    path("studies/<code>/dosing/", views.sheet_today, name="sheet-today"),
    path(
        "studies/<code>/dosing/compliance/",
        compliance_views.compliance,
        name="compliance",
    ),
    path("studies/<code>/mice/<int:number>/hold/", hold_views.hold, name="hold"),
    path(
        "studies/<code>/design/closed-days/",
        calendar_views.closed_days,
        name="closed-days",
    ),
    path(
        "studies/<code>/design/closed-days/<int:pk>/open/",
        calendar_views.open_again,
        name="open-again",
    ),
    path(
        "studies/<code>/design/bottles/<int:pk>/fill/",
        regimen_views.fill,
        name="fill",
    ),
    path("studies/<code>/dosing/<date>/", views.sheet, name="sheet"),
    path("api/studies/<code>/dosing/<date>/", api.sheet, name="api-sheet"),
    path(
        "api/studies/<code>/dosing/<date>/<int:number>/<int:slot>/<route>/",
        api.dose,
        name="api-dose",
    ),
    path(
        "studies/<code>/dosing/<date>/<int:number>/<int:slot>/<route>/",
        views.correct,
        name="correct",
    ),
    path("studies/<code>/design/regimens/", regimen_views.regimens, name="regimens"),
    path(
        "studies/<code>/design/agents/new/", regimen_views.new_agent, name="new-agent"
    ),
    path("studies/<code>/design/agents/<int:pk>/", regimen_views.agent, name="agent"),
    path(
        "studies/<code>/design/regimens/new/",
        regimen_views.new_regimen,
        name="new-regimen",
    ),
    path(
        "studies/<code>/design/regimens/<int:pk>/",
        regimen_views.regimen,
        name="regimen",
    ),
    path(
        "studies/<code>/design/regimens/<int:pk>/remove/",
        regimen_views.remove_regimen,
        name="remove-regimen",
    ),
]
