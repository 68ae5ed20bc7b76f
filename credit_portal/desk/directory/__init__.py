"""The directory on the desk: reading it, changing it, proposing changes."""
