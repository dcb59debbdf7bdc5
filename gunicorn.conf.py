"""How gunicorn serves Pelita, whoever starts it; the address comes from the command line (`--bind`) or from HOST and PORT."""

import sys

from config import load_settings
from elearning.core import instance_lock

_settings = load_settings()
try:
    # Held by every process of this server: nothing is restored under it.
    _running = instance_lock.share(_settings.instance_dir)
except instance_lock.InstanceInUseError:
    sys.exit(f"Pelita tidak dapat dijalankan: folder {_settings.instance_dir} sedang dipulihkan atau dipindahkan.")

bind = [f"[{_settings.host}]:{_settings.port}" if ":" in _settings.host else f"{_settings.host}:{_settings.port}"]
worker_class = "gthread"
workers = 2
threads = 4
keepalive = 5
timeout = 60
graceful_timeout = 10
# The application writes one JSON line a request itself; gunicorn reports only trouble.
accesslog = None
errorlog = "-"
loglevel = "warning"
# Its control socket has one place per user: a second Pelita on the same machine would collide with the first.
control_socket_disable = True
# Long enough for a filter in a link, short enough to refuse nonsense early.
limit_request_line = 4094
limit_request_fields = 64
