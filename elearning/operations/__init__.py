"""What the operator of a site does from the command line: backup, restore, doctor, moving the database.

Looks at every feature and is looked at by none.
"""
