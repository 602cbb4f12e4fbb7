"""The demonstration's part of applications: a fictional student with one application sent and one half way."""

from applications.demo.answers import sample_answers
from applications.demo.world import load

__all__ = ["load", "sample_answers"]
