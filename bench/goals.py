"""What is measured, and what it must come to: the numbers of the design."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A figure that must not pass its limit: `sign` is "<=" or ">=", `aim` what would be fine."""

    id: str
    text: str
    unit: str
    sign: str
    limit: float
    aim: float | None = None

    def holds(self, value: float) -> bool:
        return value <= self.limit if self.sign == "<=" else value >= self.limit

    @property
    def words(self) -> str:
        """The limit as people read it, with the aim where there is one."""
        aim = "" if self.aim is None else f" (aim {self.aim:g})"
        return f"{self.sign} {self.limit:g}{aim}"


W1 = Goal("W1", "detail page, cold", "x hello", "<=", 10, 6.5)
W2 = Goal("W2", "list or search page, cold", "x hello", "<=", 12, 6)
W3 = Goal("W3", "the same pages warm, and 304", "x hello", "<=", 2)
W4 = Goal("W4", "officer's home or a district's table", "x hello", "<=", 25)
W5_DETAIL = Goal("W5", "queries of a detail page", "queries", "<=", 4)
W5_LIST = Goal("W5", "queries of a list page", "queries", "<=", 4)
W5_DESK = Goal("W5", "queries of an officer's home", "queries", "<=", 10)
W5_REPEATED = Goal("W5", "repeated statements on any of them", "statements", "<=", 0)
W6_STYLE = Goal("W6", "HTML and CSS, brotli", "kB", "<=", 25)
W6_SCRIPT = Goal("W6", "JavaScript, brotli", "kB", "<=", 20)
W6_BLOCKING = Goal("W6", "scripts that hold up the page", "scripts", "<=", 0)
W6_FONTS = Goal("W6", "fonts that a page loads", "kB", "<=", 55)
W6_AXE = Goal("W6", "axe violations at 390 and 1280 px", "violations", "<=", 0)
W7 = Goal("W7", "250,000 products against 4,100, cold", "x CPU", "<=", 1.1)
I1 = Goal("I1", "import against bare reading and inserting", "x bare", ">=", 0.40, 0.60)
I2 = Goal("I2", "import against django-import-export's defaults", "x faster", ">=", 15, 30)
I3_REPORTED = Goal("I3", "planted bad cells reported in Thai", "%", ">=", 100)
I3_WRITTEN = Goal("I3", "rows written by a file with errors", "rows", "<=", 0)
I4 = Goal("I4", "memory of an import", "MiB", "<=", 300, 200)
I5_CHANGED = Goal("I5", "changes by the same file again", "rows", "<=", 0)
I5_TRAIL = Goal("I5", "trail rows by the same file again", "rows", "<=", 0)
S1 = Goal("S1", "a search among the names of a nation, p95", "ms", "<=", 10, 2)
S2_EXACT = Goal("S2", "names typed as they are that are among the first 20", "%", ">=", 100)
S2_PREFIX = Goal("S2", "beginnings: names that hold them, of the 20 that fit", "%", ">=", 99, 100)
S2_EDIT = Goal("S2", "names of the register with one slip that are found", "%", ">=", 97, 99.5)
S2_PLACES = Goal("S2", "names of places with one slip that are found", "%", ">=", 94, 98)
S2_SAME = Goal("S2", "searches that both databases answer alike", "%", ">=", 100)
S3 = Goal("S3", "of the first 5 names, those that a person calls right", "%", ">=", 90, 95)
D1 = Goal("D1", "producers entered once more that are offered as likely the same", "%", ">=", 95)
D2 = Goal("D2", "new producers for whom another is offered", "%", "<=", 5)
D3 = Goal("D3", "looking for likely duplicates among 100,000 producers, p95", "ms", "<=", 50, 20)
A1_TILE = Goal("A1", "a month of the nation, to an indexed look-up", "x look-up", "<=", 3)
A1_MAP = Goal("A1", "a month of all provinces, to an indexed look-up", "x look-up", "<=", 15)
A2 = Goal("A2", "a query of figures, all months against two years of them", "x CPU", "<=", 1.1)
A3_BULK = Goal("A3", "storing a list of reports with its sums, to without", "x bare", "<=", 1.5)
A3_SINGLE = Goal("A3", "storing one report with its sums, to without", "x bare", "<=", 2.2)
A4 = Goal("A4", "sums that differ from their reports", "rows", "<=", 0)
A4_SECONDS = Goal("A4", "the recount of all of it", "s CPU", "<=", 30)
NATION_PAGE = Goal("W4", "the nation's page of figures", "ms CPU", "<=", 300)
