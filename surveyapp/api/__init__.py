"""Version 1 of the API: released results, for reading, with the roles of the pages."""
