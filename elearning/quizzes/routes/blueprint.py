"""The blueprint that the modules of this folder hang their views on, and the shape of ids in their addresses."""

from flask import Blueprint

blueprint = Blueprint("quizzes", __name__, template_folder="../templates")

# Larger numbers name nothing that a database could hold.
ATTEMPT = "/percobaan/<int(max=9007199254740991):attempt_id>"
SLOT = "<int(min=1, max=1000):slot>"
