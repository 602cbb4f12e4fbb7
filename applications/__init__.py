"""Cases: programs, workflow, drafts, submission, decisions. The top floor."""
