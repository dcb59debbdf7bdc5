"""People: identity and dated NIPs, credentials, roles, sign-in sessions, one-time links, profile and reading settings.

Pages: sign-in, first password, forgotten password, profile, devices. Facts: Person, PersonNip, RoleGrant,
SignInSession, OneTimeLink.
Rules: `domain/nip`, `domain/names`. What can go wrong: guessing (throttled in the database), stolen sessions
(revocable, ended by a
new password), telling who exists (every answer the same). Knows nothing of agencies but their id.
"""
