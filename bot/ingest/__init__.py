"""Files and feeds become articles: retrieve, parse, clean, enrich, decide, store."""
