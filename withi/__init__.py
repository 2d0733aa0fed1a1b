"""Withi: community tourism from register to income."""
