"""Settings of the hotline's handling (docs/hotline.md)."""

from credit_portal.env import env_int, env_str

#: So many bodies may return a case; the next one is designated and keeps it (domain.md 1.1
#: HOT-SIGN: after the third dispatch the centre designates; a draft of Tianjin).
HOTLINE_RETURNS = env_int("HOTLINE_RETURNS", 2)
#: The body (by its address in the directory) in whose lists reports from the web and orders stand;
#: without one the credit office nearest above the body complained of.
HOTLINE_OFFICE = env_str("HOTLINE_OFFICE").strip()
