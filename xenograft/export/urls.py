from django.urls import path

from xenograft.export import views

app_name = "export"
urlpatterns = [
    path("studies/import/", views.import_list, name="import"),
    path("studies/import/<int:pk>/", views.check, name="check"),
    path("studies/import/<int:pk>/problems.csv", views.problems_csv, name="problems"),
    path("studies/<code>/export/", views.export, name="export"),
    path("studies/<code>/export/download/", views.download, name="download"),
]
