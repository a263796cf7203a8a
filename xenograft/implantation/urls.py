from django.urls import path

from xenograft.implantation import views

app_name = "implantation"
urlpatterns = [
    path("studies/<code>/mice/", views.mice, name="mice"),
    path("studies/<code>/mice/add/", views.add, name="add"),
    path("studies/<code>/mice/implant/", views.implant, name="implant"),
    path("studies/<code>/cages/", views.cages, name="cages"),
]
