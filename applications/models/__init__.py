"""The rows of applications; one module a thing."""

from applications.models.cases import Answers, Application, Case
from applications.models.letters import Letter, LetterCopy

__all__ = ["Answers", "Application", "Case", "Letter", "LetterCopy"]
