"""The agents' desk: the queue, who is there, conversations taken and given back, the agents' page and its API.

What is pure is in queue, presence, summary, replies; the part of the application is `office`. Channels are not here.
"""
