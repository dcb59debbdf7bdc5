"""Infrastructure that knows no feature: database types, clock, permissions, errors, forms, mail, jobs, audit,
security headers.
"""
