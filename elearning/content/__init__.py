"""Course packages: text files in, checked values and sanitised HTML out.

Knows the rules in `elearning.domain`; knows no Flask, no database and no clock.
"""
