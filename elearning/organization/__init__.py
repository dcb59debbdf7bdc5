"""Agencies, unit trees, positions and their dated holders, dated supervisor links, import of employees.

Commands: `flask organization add-agency`, `flask accounts import`. A transfer is a new dated row, never an edit: who
supervised whom on
a day can always be told. An import is one transaction: all rows or none, each refused row named with its remedy.
"""
