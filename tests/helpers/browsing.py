"""The system's Chromium, for tests that look at a page as a reader does. tests/conftest.py names this as a plugin.

Without a Chromium such tests are skipped, and say so; where CI is set they fail.
"""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Playwright gives every browser an empty profile of its own. What is left is silence: no updates, no reports, no
# account, and nothing that needs a sandbox or a graphics card that CI has not.
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip


def find_chromium():
    """The path of a Chromium: what CHROMIUM names, else the first of the usual names on PATH, else None."""
    return next(filter(None, map(shutil.which, filter(None, (os.environ.get("CHROMIUM"), *NAMES)))), None)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """A running Chromium (playwright.sync_api.Browser), one for the whole run; ask it for a new page or context."""
    path = find_chromium()
    if path is None:
        said = f"no Chromium found: none of {', '.join(NAMES)} on PATH, and CHROMIUM names none"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine is no fault of a page
    home = str(tmp_path_factory.mktemp("home"))  # a browser leaves certificates and caches in the home it is given
    environment = {**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, env=environment)
        yield chromium
        chromium.close()
