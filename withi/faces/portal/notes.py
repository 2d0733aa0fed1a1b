"""What the programme is, and what is kept of people: pages that are read, not searched."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from withi.faces.portal.views import answer, tongue
from withi.faces.privacy import queries as privacy_queries
from withi.ground.web.pagecache import needs, public_page


@require_safe
@public_page()
def about(request: HttpRequest) -> HttpResponse:
    """What the programme is and where the data comes from."""
    needs(request)
    about = _("What OTOP Nawatwithi is, and where the data on this site comes from.")
    return answer(request, "about", tongue(request), {}, title=_("About the programme"), description=about)


@require_safe
@public_page()
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of people today, for what, who sees it, and how to have it corrected."""
    needs(request, ("privacy", ""))
    spoken = tongue(request)
    about = _("What this site keeps of people, for what, who sees it, and how to have it corrected.")
    context = {"purposes": privacy_queries.notice(timezone.localdate(), spoken.lang)}
    return answer(request, "privacy", spoken, context, title=_("Personal data"), description=about)
