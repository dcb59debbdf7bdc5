"""Makes the lives of very many people at once: the rows that the services would write, by the same rules, in few statements.

`world` holds what all share, `papers` the answers, `learner` lives one life in memory, `rows` writes, `certificates` numbers what was
issued once all lives are known, `seed` puts it together in one transaction.
"""
