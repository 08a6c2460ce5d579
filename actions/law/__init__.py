"""The law: dated values in `<topic>.yml`, reasoning in `<topic>.py`.

Pure: it is given the day, and imports nothing of ours but itself.
"""
