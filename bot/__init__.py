"""Warmline · 暖线: the chat-bot front desk of an employee care line."""
