"""Product types and what may be shown. Pure decisions.

Source: the five OTOP product types; the Alcohol Beverage Control Act forbids advertising, hence the default.
"""

from enum import StrEnum


class Type(StrEnum):
    FOOD = "food"
    DRINK = "drink"
    TEXTILE = "textile"
    UTENSIL = "utensil"
    HERBAL = "herbal"


class Certificate(StrEnum):
    FDA = "fda"
    COMMUNITY_STANDARD = "tcps"
    HALAL = "halal"
    GI = "gi"
    OTHER = "other"


class Channel(StrEnum):
    VILLAGE = "village"
    OUTSIDE = "outside"
    ONLINE = "online"
    FAIR = "fair"


class Origin(StrEnum):
    COMMUNITY = "community"
    PROVINCE = "province"
    ELSEWHERE = "elsewhere"


def public_by_default(*, is_alcohol: bool) -> bool:
    """Alcohol is never public unless an officer expressly says so."""
    return not is_alcohol


def pack_channels(channels: list[str]) -> str:
    """Channels as stored: known ones only, in fixed order, comma-separated."""
    return ",".join(channel.value for channel in Channel if channel.value in channels)
