"""Courses and their immutable revisions as stored, enrolments that name a revision, assignments with due dates.

A revision is never edited; a correction moves running enrolments at once, anything else only when told
(`domain/revisions`).
"""
