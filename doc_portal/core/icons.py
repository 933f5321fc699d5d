"""The portal's icons: lines on a 20 by 20 grid, 1.6 wide, in the color of the text (LOOK.md section 9)."""

from functools import cache

from django.utils.safestring import SafeString

ICONS = {
    "academy": '<path d="M10 4L1.5 8l8.5 4 8.5-4zM5 10v4c1.2 1.3 3 2 5 2s3.8-.7 5-2v-4M18.5 8v5"/>',
    "add": '<path d="M10 4v12M4 10h12"/>',
    "ascending": '<path d="M10 16V4M5 9l5-5 5 5"/>',
    "ban": '<circle cx="10" cy="10" r="7.5"/><path d="M4.7 4.7l10.6 10.6"/>',
    "bell": '<path d="M5 14V9a5 5 0 0110 0v5l1.5 1.5h-13zM8.5 17.5h3"/>',
    "briefcase": (
        '<rect x="2.5" y="6" width="15" height="11" rx="2"/>'
        '<path d="M7 6V4.5A1.5 1.5 0 018.5 3h3A1.5 1.5 0 0113 4.5V6M2.5 11h15"/>'
    ),
    "calendar": '<rect x="3" y="4" width="14" height="13" rx="2"/><path d="M3 8h14M7 2v4M13 2v4"/>',
    "card": '<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="M2.5 8.5h15M13 12.5h1.5"/>',
    "cart": '<path d="M2 3h2.5l2 10h9l1.5-7H5.2"/><circle cx="8" cy="16.5" r="1"/><circle cx="14" cy="16.5" r="1"/>',
    "chart": '<path d="M3 3v14h14M6.5 13V9.5M10 13V6M13.5 13v-2.5"/>',
    "check": '<path d="M4 10.5l4 4 8-9"/>',
    "clock": '<circle cx="10" cy="10" r="7.5"/><path d="M10 5.5V10l3 2"/>',
    "close": '<path d="M5 5l10 10M15 5L5 15"/>',
    "descending": '<path d="M10 4v12M5 11l5 5 5-5"/>',
    "document": '<path d="M5 2.5h6.5l4 4v11H5zM11.5 2.5v4h4M7.5 10.5H13M7.5 13.5H13"/>',
    "dot": '<circle cx="10" cy="10" r="2.5"/>',
    "down": '<path d="M5 7.5l5 5 5-5"/>',
    "download": '<path d="M10 3v10M5.5 9l4.5 4.5L14.5 9M3 17h14"/>',
    "edit": '<path d="M3 17l1-4 9.5-9.5 3 3L7 16z"/>',
    "flag": '<path d="M4.5 18V3M4.5 4h10l-2 3.5 2 3.5h-10"/>',
    "gear": (
        '<circle cx="10" cy="10" r="2.5"/><path d="M10 2.5v2.5M10 15v2.5M2.5 10H5'
        'M15 10h2.5M4.7 4.7l1.8 1.8M13.5 13.5l1.8 1.8M15.3 4.7l-1.8 1.8M6.5 13.5l-1.8 1.8"/>'
    ),
    "heart": '<path d="M10 17S3 12.7 3 7.8a3.8 3.8 0 017-2.2 3.8 3.8 0 017 2.2C17 12.7 10 17 10 17z"/>',
    "inbox": '<path d="M2.5 11L5 4h10l2.5 7v5h-15zM2.5 11H7l1 2h4l1-2h4.5"/>',
    "info": '<circle cx="10" cy="10" r="7.5"/><path d="M10 9v5M10 6v.01"/>',
    "key": '<circle cx="6.5" cy="13.5" r="3.5"/><path d="M9 11l7.5-7.5M13.5 6.5l2.5 2.5M11.5 8.5l1.5 1.5"/>',
    "list": '<path d="M7 5h10M7 10h10M7 15h10M3.5 5h.01M3.5 10h.01M3.5 15h.01"/>',
    "lock": '<rect x="4" y="9" width="12" height="8.5" rx="1.5"/><path d="M6.5 9V6.5a3.5 3.5 0 017 0V9"/>',
    "mail": '<rect x="2.5" y="4.5" width="15" height="11" rx="2"/><path d="M3 6l7 5 7-5"/>',
    "news": (
        '<path d="M3 4h11v11.5A1.5 1.5 0 0015.5 17H4.5A1.5 1.5 0 013 15.5z'
        'M14 8h3v7.5a1.5 1.5 0 01-3 0M6 7.5h5M6 10.5h5M6 13.5h3"/>'
    ),
    "people": (
        '<circle cx="7.5" cy="7" r="3"/>'
        '<path d="M2 17c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 4.3a3 3 0 010 5.4M15 12.5c1.9.7 3 2.4 3 4.5"/>'
    ),
    "phone": (
        '<path d="M4 3h3l1.5 4-2 1.5a9 9 0 005 5l1.5-2 4 1.5v3'
        'A1.5 1.5 0 0115.5 17C9 16.5 3.5 11 3 4.5A1.5 1.5 0 014 3z"/>'
    ),
    "pin": '<path d="M10 18s-5.5-5-5.5-9.5a5.5 5.5 0 0111 0C15.5 13 10 18 10 18z"/><circle cx="10" cy="8.5" r="2"/>',
    "print": (
        '<path d="M6 7V2.5h8V7M6 14H3.5A1.5 1.5 0 012 12.5v-4A1.5 1.5 0 013.5 7h13A1.5 1.5 0 0118 8.5v4'
        'a1.5 1.5 0 01-1.5 1.5H14M6 12h8v5.5H6z"/>'
    ),
    "return": '<path d="M8 4L3.5 8.5 8 13M3.5 8.5H13a4 4 0 010 8h-3"/>',
    "search": '<circle cx="8.5" cy="8.5" r="5.5"/><path d="M13 13l4 4"/>',
    "shield": '<path d="M10 2l6.5 2.5v5c0 4-2.8 7-6.5 8.5-3.7-1.5-6.5-4.5-6.5-8.5v-5z"/><path d="M10 7v5M7.5 9.5h5"/>',
    "sortable": '<path d="M6 8l4-4 4 4M6 12l4 4 4-4"/>',
    "upload": '<path d="M10 14V4M5.5 8.5L10 4l4.5 4.5M3 17h14"/>',
    "warehouse": '<path d="M2.5 8L10 3.5 17.5 8v9h-15zM6 17v-6h8v6M6 14h8"/>',
    "warning": '<path d="M10 3l8 14H2zM10 8.5v3.5M10 14.5v.01"/>',
}


@cache
def drawn(name: str) -> SafeString:
    """The icon as an element of a page, hidden from screen readers."""
    return SafeString(f'<svg class="i" viewBox="0 0 20 20" aria-hidden="true">{ICONS[name]}</svg>')
