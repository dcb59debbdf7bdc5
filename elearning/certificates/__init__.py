"""Issue with gap-free numbers and unguessable check codes, stored PDF, "Sertifikat saya", the public check page."""
