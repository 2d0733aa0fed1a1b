"""Lists of producers, twins and rows for export."""

from typing import Any

from withi.ground.people.rules import Ability, Scope
from withi.ground.vault import actions as vault
from withi.registers.producers.models import IDENTITY, Producer, ProducerQuerySet
from withi.registers.producers.rules import phone_lines
from withi.registers.villages.models import Community


def with_identity(scope: Scope, blind: str) -> ProducerQuerySet:
    """Producers of one's own area whose sealed ID has this blind index."""
    rows: ProducerQuerySet = Producer.objects.in_scope(scope, Ability.PERSONAL).filter(id_blind=blind)
    return rows.exclude(id_blind="").order_by("pk")


def identity_of(producer: Producer) -> str:
    """The 13 digits kept for a producer, empty where there are none; for masking, never for a page as they are."""
    return vault.open_sealed(IDENTITY, producer.key, producer.id_sealed) if producer.id_sealed else ""


# --- words ---------------------------------------------------------------------------------------


def say(field: str, value: Any) -> str | None:
    """Stored facts that the model's own fields cannot word; for the trail and lists of changes."""
    if field == "phones":
        return ", ".join(text for text, _ in phone_lines(str(value)))
    return None


def community_names(ids: set[Any]) -> dict[Any, str]:
    return dict(Community.objects.filter(pk__in=ids).values_list("pk", "name_th"))
