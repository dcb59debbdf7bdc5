"""Demo data: two invented agencies and 200 invented people whose year of learning is made through the real services.

`cast` invents who there is, `stories` what each of them does when, `stage` lets the services do it. Only for trying Pelita out:
the command refuses where the setting DEMO is off, and production cannot switch it on.
"""
