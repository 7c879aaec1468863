from tests.admin.conftest import (  # noqa: F401  the same people look at these pages
    administrator,
    coordinator,
    demo_programme,
    viewer,
)
