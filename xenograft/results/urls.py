from django.urls import path

from xenograft.results import model_views, power_views, views

app_name = "results"
urlpatterns = [
    path("studies/<code>/curves/", views.curves, name="curves"),
    path("studies/<code>/curves/<figure>.<format>", views.figure, name="figure"),
    path("studies/<code>/analysis/models/", model_views.models, name="models"),
    path(
        "studies/<code>/analysis/models.csv", model_views.models_csv, name="models-csv"
    ),
    path("studies/<code>/power/", power_views.plan, name="power"),
]
