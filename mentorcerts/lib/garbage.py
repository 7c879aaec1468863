"""Python's garbage collector, while thousands of records are worked on."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def sparing_what_was_there() -> Iterator[None]:
    """Let garbage collections look only at what is made meanwhile, here and in other threads.

    Making the objects of thousands of records sets off dozens of full ones. Each would go through
    the whole program: a third of the time of an import. Where two of these overlap, the end of one
    ends both.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
