"""Print a letter in a fresh process: Typst's threads do not survive the fork with which a try is made and killed."""

import datetime as dt
import json
import subprocess
import sys

import typst


def compile_apart(family: str | None, inputs: dict[str, str], at: dt.datetime) -> bytes:
    """Do what ``applications.letters.printing`` does in its own process."""
    from applications.letters import printing  # noqa: PLC0415 - the fresh process has no Django

    told = {
        "root": str(printing.TEMPLATES),
        "family": family,
        "probe": printing._PROBE.decode(),
        "standards": printing.STANDARDS,
        "inputs": inputs,
        "at": int(at.timestamp()),
    }
    command = [sys.executable, "-m", __name__]
    ran = subprocess.run(command, input=json.dumps(told).encode(), capture_output=True, check=False)
    if ran.returncode != 0:
        raise typst.TypstError(ran.stderr.decode(errors="replace"), "")
    return ran.stdout


def _main() -> None:
    told = json.load(sys.stdin)
    compiler = typst.Compiler(root=told["root"], font_paths=typst.Fonts(include_system_fonts=True))
    family = told["family"]
    printed = compiler.compile(
        input=f"{told['root']}/{family}.typ" if family else told["probe"].encode(),
        format="pdf",
        sys_inputs=told["inputs"],
        pdf_standards=told["standards"],
        timestamp=told["at"],
    )
    assert isinstance(printed, bytes)
    sys.stdout.buffer.write(printed)


if __name__ == "__main__":
    _main()
