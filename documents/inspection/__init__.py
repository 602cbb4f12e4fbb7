"""What a file is and whether it is safe to keep: pure checks, without Django, made to run in the child process.

``kinds`` knows a file by its first bytes, ``pdf`` and ``images`` parse it, ``pages`` draws a page as PNG, ``confine``
takes the child's rights away, and ``child`` is what the child process runs. Reasons are the values of
``documents.choices.RejectionReason``, as plain words.
"""
