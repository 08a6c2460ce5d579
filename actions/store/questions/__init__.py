"""The questions we ask the database, one module per topic; each answers with frozen records of `records.py`."""
