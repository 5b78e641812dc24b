"""Search: posts found, facets, passages with the matches marked, related posts."""
