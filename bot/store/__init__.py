"""Rows and what they mean: SQL stands beside the function that runs it, one module per family of tables."""
