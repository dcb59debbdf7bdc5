"""The blueprint that the modules of this folder hang their views on."""

from flask import Blueprint

blueprint = Blueprint("administration", __name__, template_folder="../templates")
