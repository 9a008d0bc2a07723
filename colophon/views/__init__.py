"""What one page shows, as plain picklable data.

A page is a pure function of its view: nothing that a template reads lies outside it. Views know articles and
indexes, never files, templates or Pelican.
"""
