"""Pages and commands for those who run a site: preparing the database, demo data, help and privacy pages."""
