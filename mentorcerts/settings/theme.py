"""The look of the admin: its theme, Unfold."""

from django.templatetags.static import static

# A blue whose 600 is readable on white, and whose 500 is readable on the dark background.
PRIMARY = {
    "50": "oklch(97% .014 254.604)",
    "100": "oklch(93.2% .032 255.585)",
    "200": "oklch(88.2% .059 254.128)",
    "300": "oklch(80.9% .105 251.813)",
    "400": "oklch(70.7% .165 254.624)",
    "500": "oklch(64.5% .2 258)",
    "600": "oklch(54.6% .245 262.881)",
    "700": "oklch(48.8% .243 264.376)",
    "800": "oklch(42.4% .199 265.638)",
    "900": "oklch(37.9% .146 265.522)",
    "950": "oklch(28.2% .091 267.935)",
}

UNFOLD = {
    "SITE_TITLE": "mentorcerts",
    "SITE_HEADER": "mentorcerts",
    "SITE_SYMBOL": "verified",
    "SITE_URL": None,  # the program has no other site that a visitor could return to
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("mentorcerts/favicon.svg"),
        }
    ],
    "STYLES": [lambda request: static("mentorcerts/admin.css")],
    "SCRIPTS": [
        lambda request: static("mentorcerts/label-search-fields.js"),
        lambda request: static("mentorcerts/admin.js"),
        lambda request: static("mentorcerts/copy.js"),
        lambda request: static("mentorcerts/saved-list-counts.js"),
    ],
    "COLORS": {"primary": PRIMARY},
    "LOGIN": {"form": "mentorcerts.pages.logins.LoginForm"},
    "SIDEBAR": {"navigation": "mentorcerts.pages.navigation.build_menu"},
    "DASHBOARD_CALLBACK": "mentorcerts.pages.home.home_page_context",
}
