from django.urls import path

from xenograft.bench import views

app_name = "bench"
urlpatterns = [
    path("today/", views.today, name="today"),
    path("studies/", views.studies, name="studies"),
    path("find/", views.find, name="find"),
    path("studies/<code>/", views.overview, name="overview"),
    path("studies/<code>/mice/<int:number>/", views.mouse, name="mouse"),
    path("studies/<code>/history/", views.history, name="history"),
    path("studies/<code>/history/csv/", views.history_csv, name="history-csv"),
]
