"""What every request passes first: an id for the logs, strict input, and the headers of every answer."""
