"""The rows of applications; one module a thing."""

from applications.models.cases import Answers, Application, Case

__all__ = ["Answers", "Application", "Case"]
