"""The API's description, in OpenAPI 3.1, made from the code.

``operations`` describes each operation from its view; ``refusals`` what can be answered instead;
``document`` the whole, once all operations are there; ``words`` what the names mean; ``examples``
the contracts' requests and answers; ``views`` serves it. Webhooks describe themselves
(``mentorcerts.webhooks.openapi``).
"""
