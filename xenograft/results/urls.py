from django.urls import path

from xenograft.results import analysis_views, power_views, redraw_views, views
from xenograft.results.paper.views import paper

app_name = "results"
urlpatterns = [
    path("studies/<code>/curves/", views.curves, name="curves"),
    path("studies/<code>/curves/<figure>.<format>", views.figure, name="figure"),
    path("studies/<code>/analysis/", analysis_views.analysis, name="analysis"),
    path("studies/<code>/analysis/compute/", analysis_views.compute, name="compute"),
    path(
        "studies/<code>/analysis/results.csv",
        analysis_views.results_csv,
        name="results-csv",
    ),
    path(
        "studies/<code>/analysis/input.csv", analysis_views.input_csv, name="input-csv"
    ),
    path("studies/<code>/analysis/paper/", paper, name="paper"),
    path("studies/<code>/analysis/lock/", analysis_views.lock, name="lock"),
    path(
        "studies/<code>/analysis/randomization-test/",
        redraw_views.randomization_test,
        name="randomization-test",
    ),
    path("studies/<code>/power/", power_views.plan, name="power"),
    path("studies/<code>/power/keep/", power_views.keep, name="keep-power"),
]
