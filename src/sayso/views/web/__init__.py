"""The reading room in a browser: `reading_room` serves it, `publish` writes it as files."""

from __future__ import annotations

from sayso.views.web.app import reading_room

__all__ = ["reading_room"]
