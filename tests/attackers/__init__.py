"""Attackers who were given everything that is stored and published, and look for single people."""
