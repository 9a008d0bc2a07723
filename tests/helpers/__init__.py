"""What tests share: sites to build, browsers, checkers, and the facts that pages are held to."""
