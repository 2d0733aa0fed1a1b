"""What the entry form of a producer holds while it is being typed."""

from django import forms

from withi.ground.people.rules import Ability, Scope
from withi.ground.web.forms import Form
from withi.kit.codes import is_code
from withi.registers.duplicates.rules import Facts


class HintForm(Form):
    """Half a form as it may be: nothing is required, nothing is refused."""

    name_th = forms.CharField(required=False)
    area_code = forms.CharField(required=False)
    phones = forms.CharField(required=False)

    def facts(self, scope: Scope) -> Facts:
        """What was typed so far; without a place it is looked for in the person's own area."""
        told = {name: str(self.data.get(name, ""))[:300] for name in self.fields}
        area = told["area_code"] if is_code(told["area_code"]) else ""
        home = next(iter(scope.areas(Ability.ENTER)), "")
        return Facts(told["name_th"].strip(), area or home, told["phones"])
