"""The programs: an explicit list. A new one is its module and its line here (decisions 67)."""

from applications.program_kit.base import Program
from applications.program_kit.screening import SelfAssessment
from applications.programs import (
    eligibility_verification,
    family_member,
    off_campus_work,
    post_graduate_work,
    restoration,
    study_permit,
    study_permit_extension,
    verification_transfer,
    visitor_extension,
    work_permit,
)

_PROGRAMS: dict[str, Program] = {
    program.code: program
    for program in (
        study_permit.PROGRAM,
        study_permit_extension.PROGRAM,
        work_permit.PROGRAM,
        post_graduate_work.PROGRAM,
        off_campus_work.PROGRAM,
        eligibility_verification.PROGRAM,
        verification_transfer.PROGRAM,
        visitor_extension.PROGRAM,
        restoration.PROGRAM,
        family_member.PROGRAM,
    )
}


class NoSuchProgram(LookupError):
    """No program has this code."""


def all() -> tuple[Program, ...]:  # noqa: A001 - read as programs.all()
    """Return every program, in the order of the catalogue."""
    return tuple(_PROGRAMS.values())


def assessment(code: str) -> tuple[Program, SelfAssessment]:
    """Return a self-assessment and the program that it is for.

    Raises:
        NoSuchProgram: there is none with this code.
    """
    for program in _PROGRAMS.values():
        for found in program.self_assessment:
            if found.code == code:
                return program, found
    raise NoSuchProgram(code)


def get(code: str) -> Program:
    """Return a program.

    Raises:
        NoSuchProgram: there is none with this code.
    """
    if code not in _PROGRAMS:
        raise NoSuchProgram(code)
    return _PROGRAMS[code]
