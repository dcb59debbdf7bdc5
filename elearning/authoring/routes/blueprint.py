"""The blueprint that the modules of this folder hang their views on."""

from flask import Blueprint

blueprint = Blueprint("authoring", __name__, template_folder="../templates")
