"""One file a system: `fit(training, folder)` trains it, `load(folder)` returns what predicts one text.

A prediction is {"intent", "confidence", "refused", "entities"}: the likeliest intent and its confidence whatever the
threshold, whether the system refuses by its own default rule, and spans {"entity", "start", "end"}.
"""
