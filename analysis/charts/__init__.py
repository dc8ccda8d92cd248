"""Charts: numbers in, a matplotlib figure and its alt text out. One chart a file."""
