"""Which Pelita this is, as the changelog counts."""

VERSION = "0.1.0.dev0"
