"""Limits of ``guidedex serve`` on a request before the application is called; docs/api.md lists them."""

MAX_ADDRESS = 65_534
"""Bytes of an address; the server answers 414 to more. The ``http`` crate under Granian counts them in 16 bits."""

MAX_HEAD = 1 << 18
"""Bytes of the address and headers together that are always accepted; the server answers 431 to many more. By hand."""

MAX_HEADERS = 100
"""Headers of a request; the server answers 431 to more. It is the limit of hyper, under Granian."""

HEADER_SECONDS = 10
"""Seconds in which a client has to send the headers of a request, and of idle time between two; by hand."""
