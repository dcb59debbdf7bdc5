"""Demo data: invented agencies and people whose learning keeps the rules of the services.

Two ways. A small one for trying Pelita out (`cast`, `stories`, `stage`): 200 people, a year, through the services themselves, only with
the setting DEMO. A large one for measuring (`crowd`, `lives`, `ground`, `bulk`): up to 100,000 people and three years, made at once and
equal to what single requests would have made, which a test compares row by row. Production refuses both.
"""
