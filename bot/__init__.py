"""Warmline · 暖线: the chat-bot front desk of an employee care line."""

import os

# single signs are all that is ever looked up, and the phrases of that dictionary would weigh as much as the rest of
# the bot; it looks here when it is imported, which is later and elsewhere
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
