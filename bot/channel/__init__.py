"""The way out to people and the words they see."""
