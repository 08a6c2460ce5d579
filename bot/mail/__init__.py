"""Answering mail: reading it, deciding what may be answered alone, writing the reply, keeping what goes out.

What is pure is in guards, authenticity, policy, paragraphs, quotes; the part of the application is `post_office`.
Receiving and sending are in `bot/channels/mail.py` and its neighbours; understanding is the assistant's.
"""
