"""What runs inside the limited child process: it decodes a picture and sends clean ones.

The child imports this package by itself, as `decoder`, from this folder's parent: it holds nothing of the site, no
settings and no secrets. Modules here import the standard library, Pillow and one another (relatively), never the rest
of Withi; a test keeps that true.
"""
