"""`manage.py up`: the web server and the workers as watched child processes."""
