"""Articles to a briefing: select, render, build. Pure but for `builder`, which reads the library."""
