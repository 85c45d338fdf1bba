"""Everything that touches the database: the schema, the engine, and one module of queries per table.

Query functions take a connection and never commit; whoever opens the transaction (`Store.write`) commits it.
"""
