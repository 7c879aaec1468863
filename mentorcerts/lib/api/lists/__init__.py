"""How a list is answered.

``viewset.ListViewSet`` is what an endpoint builds on: it declares its filters, its orders, and
where its total is known from. The other parts ask it through ``interface.ListView``:

* ``filters``: the kinds of query parameters, and the filter set of a list;
* ``filtering`` and ``ordering``: DRF's filter backends;
* ``paging``: DRF's paginator, which has the viewset read the page;
* ``cursors``: where a page ended, for pages that go on from there;
* ``columns``: serializers that write a record straight from its columns.
"""
