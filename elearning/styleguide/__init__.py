"""The book of styles: every component in every state, in development and tests only. Reads nothing but its own examples."""
