"""Icons drawn in the page: no font, no image request. Each is the inside of a 24 by 24 stroked SVG."""

from typing import Final

ICONS: Final[dict[str, str]] = {
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.01"/>',
    "success": '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.7 2.7L16 9.5"/>',
    "warning": '<path d="M12 3.5 2.6 20h18.8zM12 10v4.5M12 17.3v.01"/>',
    "danger": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16.5v.01"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "left": '<path d="m14.5 5-7 7 7 7"/>',
    "right": '<path d="m9.5 5 7 7-7 7"/>',
    "up": '<path d="m5 14.5 7-7 7 7"/>',
    "down": '<path d="m5 9.5 7 7 7-7"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V7a4 4 0 0 1 8 0v3.5"/>',
    "file": '<path d="M14 3H7a1 1 0 0 0-1 1v16a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V7zM14 3v4h4"/>',
    "mail": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m4 7 8 6 8-6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4v-8h16v8h-3M7 14h10v7H7z"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "external": '<path d="M18 13v7H4V6h7M14 4h6v6M20 4l-9 9"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c1-4.5 4-6.5 8-6.5s7 2 8 6.5"/>',
    "shield": '<path d="M12 3 5 6v5.5c0 4.5 3 7.7 7 9.5 4-1.8 7-5 7-9.5V6z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
}
