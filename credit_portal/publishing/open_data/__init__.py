"""Everything public as files: what columns mean, how they are written, when they may be read."""
