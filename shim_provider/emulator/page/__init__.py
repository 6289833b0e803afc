"""The page at `/`: its files as they are, and under which headers.

What they show is control/snapshot.py's. HTML, CSS and JavaScript lie beside this file, written by
hand; nothing is built, and nothing comes from anywhere else, which the policy below makes a browser
enforce.
"""

from __future__ import annotations

from functools import cache

_POLICY = {
    "default-src": "'none'",
    "connect-src": "'self'",
    "img-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    # Text of the world (labels, tags, paths) can be set as text only, never as markup.
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}

#: Path on the wire -> file beside this one.
FILES = {
    "/": "index.html",
    **{
        f"/_emulator/page/{name}": name
        for name in (
            "clock.js",
            "controls.css",
            "document.js",
            "faults.js",
            "icon.svg",
            "images.js",
            "lineage.js",
            "page.css",
            "page.js",
            "progress.js",
            "scroll.js",
            "send.js",
            "sharing.js",
            "streams.js",
            "theme.js",
        )
    },
}


def file(path: str) -> tuple[dict[str, str], bytes]:
    """Headers and content of a path of FILES."""
    name = FILES[path]
    return {**_HEADERS, "Content-Type": _TYPES[name.rpartition(".")[2]]}, _content(name)


@cache
def _content(name: str) -> bytes:
    # Costs two milliseconds, and most emulators show no page.
    from importlib.resources import files

    return files(__name__).joinpath(name).read_bytes()
