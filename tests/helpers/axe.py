"""Asks axe-core about a page, with every rule that it has: also AAA, best practices, the experimental ones, and those
that are off unless they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

RUN = """
async () => {
  const rules = axe.getRules().map((rule) => rule.ruleId);
  const found = await axe.run(document, {
    runOnly: { type: "rule", values: rules },
    rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: true }])),
    resultTypes: ["violations", "incomplete"],
  });
  const told = (results, open) => results.flatMap(({ id, nodes }) => nodes.map((node) => {
    const checks = [...node.any, ...node.all, ...node.none];
    return {
      rule: id, open, target: node.target.flat().join(" "), html: node.html.slice(0, 160),
      why: [...new Set(checks.map((check) => check.data?.messageKey ?? check.id))].sort().join(" "),
      message: checks.map((check) => check.message).join("; "),
    };
  }));
  return { rules, found: [...told(found.violations, false), ...told(found.incomplete, true)] };
}
"""


@dataclass(frozen=True)
class Explained:
    """What axe can't decide, and why it is right here: a rule, axe's own word for the reason, and a selector of the
    elements that are meant."""

    rule: str
    why: str
    selector: str
    reason: str


def load(page: Page, npm_packages: Path) -> None:
    """Have axe at hand in the page that is open."""
    page.evaluate((npm_packages / "axe-core" / "axe.min.js").read_text("utf-8"))


def findings(page: Page, explained: tuple[Explained, ...] = (), used: set[Explained] | None = None) -> list[str]:
    """A sentence for each violation, and for each element that axe can't decide on and nothing explains. What served as
    an explanation is entered in `used`."""
    answer = page.evaluate(RUN)
    assert len(answer["rules"]) > 100, "axe has fewer rules than it had"
    said = []
    for one in answer["found"]:
        reasons = [e for e in explained if one["open"] and (e.rule, e.why) == (one["rule"], one["why"])]
        reasons = [
            e
            for e in reasons
            if page.evaluate("([t, s]) => document.querySelector(t).matches(s)", [one["target"], e.selector])
        ]
        if used is not None:
            used.update(reasons)
        if not reasons:
            state = "undecided: " if one["open"] else ""
            said.append(f"{state}{one['rule']} ({one['why']}): {one['target']}: {one['message']}: {one['html']}")
    return said
