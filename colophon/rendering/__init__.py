"""From what a page shows to its bytes: templates, interface language, styles, charts, maps, social cards."""
