"""What `colophon check` does besides finding problems: report them to other programs, mend those that are certain, hold
a built site to the limits of a host, and describe the header to editors."""
