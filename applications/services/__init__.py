"""The verbs of applications, one module an act."""
