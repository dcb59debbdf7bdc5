"""What gunicorn and the `flask` command load: one application with the settings of the environment."""

import sys

from config import SettingsError, load_settings
from elearning import create_app

try:
    app = create_app(load_settings())
except SettingsError as error:
    sys.exit(f"Pelita tidak dapat dijalankan: {error}")
