"""What the assistant knows and does for the shopper: one module a topic, over the law (`law`) and the shop (`store`)."""
