"""Tim saya: own progress first, exceptions, people by courses, assignment, confirmation of levels, exports.

Sees only people supervised on the day asked; completion, JP and scores, never raw answers.
"""
