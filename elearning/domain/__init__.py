"""The rules of the house: pure functions over values.

Standard library only. Nothing here knows Flask, a database row, a request or the clock: the present moment, random
bits and the learner's facts come in as arguments, and what comes out is a value that says why.
"""
