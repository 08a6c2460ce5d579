"""What shops and the State already have, read into the shop data of `shop_data.py`: one module a format, streaming.

Nothing here opens a connection; the live ones are in `bot/sync`.
"""
