"""What an article is, as plain typed data; and problems, addresses, names, dates in words."""
