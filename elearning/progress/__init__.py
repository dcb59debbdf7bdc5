"""What people did and what follows for completion: one evaluation feeds bar, reasons, certificate and supervisor."""
