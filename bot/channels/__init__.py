"""The ways a message comes in and an answer goes out; a channel knows neither Rasa nor the store."""
