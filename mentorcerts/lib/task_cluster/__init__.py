"""The task cluster (django-q2), guarded: no schedule stops the others, and urgent tasks go first.

An app, because it brings its own ``manage.py qcluster``; it stands before django-q2 among the
installed apps, whose command it takes the place of.
"""
