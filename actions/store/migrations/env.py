"""What Alembic runs: the steps, on the connection and in the transaction that `upgrade` has opened."""

from alembic import context

from actions.store.schema import metadata

# The metadata is given for its names of constraints; each step says by itself which tables it makes.
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
