"""Evidence ledger (append-only), required levels, present level by rule, gaps, JP ledger; "Kompetensi saya"."""
