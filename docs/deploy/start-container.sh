#!/bin/sh
# What the container does at its start: bring the database up to date, then become the server.
set -eu
python manage.py migrate --noinput --verbosity 0 || {
  echo "The database could not be brought up to date; the site does not start on an old one." >&2
  exit 1
}
exec python -m config.granian --interface rsgi --http 1 --loop uvloop --no-ws \
  --backlog 4096 --backpressure 16384 --http1-header-read-timeout 10000 \
  --workers-max-rss 768 --workers-lifetime 86400 --workers-kill-timeout 30 --respawn-failed-workers --respawn-interval 10 \
  --log-level warning config.rsgi:application
