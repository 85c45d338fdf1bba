"""HTML of pages and fragments: which elements are the article, and what the page says of it."""
