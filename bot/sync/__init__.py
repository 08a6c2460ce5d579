"""Savia's connection to the shop's own software and to the State's recalls: fetched, pushed, and the commands for it.

What their formats mean is in `actions/store/sources`.
"""
