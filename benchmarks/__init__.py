"""How fast Pelita is beside an empty Flask page on the same machine in the same run (`make bench`). Loopback and own data only."""
