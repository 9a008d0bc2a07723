"""Search on any static host: the index that a browser reads by itself, made with Pagefind, in shards by years."""
