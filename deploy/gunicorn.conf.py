"""gunicorn behind the nginx of ``deploy/nginx.conf``: ``gunicorn -c deploy/gunicorn.conf.py``.

What stands here keeps respondents out of what the server writes; the page
``docs/howto/run-on-a-server.md`` says the rest.
"""

# A socket of this machine alone. It has no address, so none can be written down.
bind = "unix:/run/candor/candor.sock"

# One process for each core. Each takes one request at a time: nginx keeps slow ones away.
workers = 2
worker_class = "sync"
# Opening a round makes a key for each unit within one request: of 200 units in up to a minute.
timeout = 120

# No access log: the address says which round somebody answers, and a line says when.
accesslog = None
disable_redirect_access_to_syslog = True
# Errors alone, on the output; surveyapp.logs takes out of them what speaks of a respondent.
errorlog = "-"
loglevel = "error"

# Each process measures for itself how much it may rewrite, and keeps in memory what rounds ask;
# starting them anew every so many requests would forget both, and tell when that many had come.
max_requests = 0
