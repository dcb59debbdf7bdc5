"""What the tests stand on: a database server, a browser, statement counts, page rules. No test lives here."""
