"""One page of a list: which one, how long, and in which order, as the address asks."""

from django.core.paginator import EmptyPage
from django_tables2 import RequestConfig

MOST_ROWS = 1000


def paged(request, table, per_page):
    """Sorts `table` and puts the page into it that the address asks for.

    `per_page` of the address counts from 1 to 1,000 rows; what is no such number, and
    no number of a page, asks for nothing.
    """
    RequestConfig(request, paginate=False).configure(table)
    per_page = _rows(request.GET.get(table.prefixed_per_page_field, "")) or per_page
    try:
        number = int(request.GET.get(table.prefixed_page_field, 1))
    except ValueError:
        number = 1
    try:
        table.paginate(page=number, per_page=per_page)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)


def _rows(typed):
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= 4
    return int(typed) if is_number and int(typed) <= MOST_ROWS else None
