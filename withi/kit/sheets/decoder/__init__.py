"""What runs inside the limited child process: it takes an uploaded file apart and sends rows of plain text.

The child imports this package by itself, as `decoder`, from this folder's parent: so it holds nothing of the site, no
settings and no secrets, and starts in a few milliseconds. Modules here import the standard library, calamine and one
another (relatively), never the rest of Withi; a test keeps that true.
"""
