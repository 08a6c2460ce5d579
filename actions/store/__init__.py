"""The only door to the database: tables, migrations, the questions we ask, the shop data that come in and go out.

Nothing here knows the law or the conversation, and nothing happens at import.
"""
