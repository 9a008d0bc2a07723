"""Asks Lighthouse about a page, as on a small phone, in the categories that are asked for.

lighthouse.py    prints what it gives each type of page of the sample site, performance included: content/docs/checks.md
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

from helpers import browsing, gallery, npm_packages, page_types
from helpers.hosting import served

CATEGORIES = ("accessibility", "best-practices", "seo")


def audit(
    node_modules: Path, address: str, categories: tuple[str, ...] = CATEGORIES
) -> tuple[dict[str, float], list[str]]:
    """The score of each category, 0 to 100, and a sentence for every audit that costs one of them."""
    with tempfile.TemporaryDirectory() as home:  # a browser leaves caches in the home it is given
        command = ["node", node_modules / "lighthouse" / "cli" / "index.js", address, "--output=json", "--quiet"]
        command += [f"--only-categories={','.join(categories)}", f"--chrome-flags={' '.join(browsing.ARGUMENTS)}"]
        environment = {
            **os.environ,
            "CHROME_PATH": str(browsing.find_chromium()),
            "HOME": home,
            "XDG_CONFIG_HOME": home,
        }
        command += ["--no-enable-error-reporting"]
        done = subprocess.run(
            list(map(str, command)), env=environment, capture_output=True, text=True, check=False, timeout=600
        )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report.get("runtimeError") is None, report["runtimeError"]
    scores = {name: round(category["score"] * 100) for name, category in report["categories"].items()}
    costs = [
        f"{address}: {name}: {told['title']} {told.get('displayValue', '')}"
        for name, category in report["categories"].items()
        for part in category["auditRefs"]
        if part["weight"] and (told := report["audits"][part["id"]])["score"] is not None and told["score"] < 1
    ]
    return scores, costs


def main() -> None:
    """Print a table in Markdown, and below a row what costs it its 100."""
    names = ("performance", *CATEGORIES)
    print("| type of page | performance | accessibility | best practices | SEO |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        output = gallery.built(gallery.sample(Path(folder))).output
        with served(output) as base:
            for kind, paths in sorted(page_types.pages(output).items()):
                scores, costs = audit(npm_packages.installed(), base + paths[-1], names)
                print(f"| {kind} | {' | '.join(str(scores[name]) for name in names)} |", *costs, sep="\n", flush=True)


if __name__ == "__main__":
    main()
