"""BARE-AUTH: the smallest honest Django page for a signed-in person, the yardstick of every ratio."""
