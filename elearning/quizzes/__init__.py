"""Attempts: start, save each answer with a receipt, submit, review. States by `domain/attempts`, marking by
`domain/questions`.
"""
