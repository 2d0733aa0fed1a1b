"""An answer as a text to copy into a chat and as an e-mail, in the guest's own language. No query on a loaded row."""

from urllib.parse import quote

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from withi.ground.web.pages import absolute
from withi.work.enquiries import queries
from withi.work.enquiries.models import Enquiry, EnquiryMail
from withi.work.enquiries.rules import About

LINE_SHARE = "https://line.me/R/share?text="


def text_of(row: Enquiry) -> str:
    """What the guest is told, the address of her page last and alone so that it can be tapped."""
    with translation.override(row.lang):
        asked = queries.said_of(row)
        lines = [
            _("From %(place)s, to %(name)s:") % {"place": queries.answerer(row), "name": row.name},
            f"({queries.named(row.target)} · {asked})" if row.about is About.PRODUCT else f"({asked})",
            queries.answer_said(row),
            row.reply_note,
            absolute(queries.link_of(row)),
        ]
    return "\n".join(line for line in lines if line)


def line_share(row: Enquiry) -> str:
    """Where LINE opens with the text ready."""
    return LINE_SHARE + quote(text_of(row))


def letter(mail: EnquiryMail) -> EmailMessage:
    """The answer as an e-mail; the same Message-ID at every attempt, so that a double is shown once."""
    row = mail.enquiry
    with translation.override(row.lang):
        subject = _("Answer from %(place)s") % {"place": queries.answerer(row)}
        foot = _("You get this because you asked on the page of %(place)s. Please do not answer this e-mail.") % {
            "place": queries.named(row.target)
        }
    host = settings.EMAIL_FROM.rpartition("@")[2].rstrip(">")
    heads = {"Message-ID": f"<{mail.key}@{host}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, f"{text_of(row)}\n\n{foot}\n", settings.EMAIL_FROM, [row.email], headers=heads)
