"""Settings of the site, as Pelican reads them; publishconf.py adds what only a published build has.

What is not named here has the value that colophon/defaults.py gives it, or Pelican's.
"""

from colophon.defaults import *

SITENAME = "Colophon"
SITESUBTITLE = "News, and where it came from."
MENUITEMS = [("About", "pages/about.html"), ("Method", "pages/method.html")]
