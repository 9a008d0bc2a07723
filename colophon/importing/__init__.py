"""Reading a text or a page that was found, and proposing what it says of its source."""
