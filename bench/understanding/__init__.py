"""Understanding measured side by side: Savia and what a shop would otherwise run, on the same sentences."""
