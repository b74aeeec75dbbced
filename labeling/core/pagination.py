"""Lists come in pages: ?limit= (50, at most 500) and ?offset=."""

from rest_framework.pagination import LimitOffsetPagination


class Page(LimitOffsetPagination):
    default_limit = 50
    max_limit = 500
