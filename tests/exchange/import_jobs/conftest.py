"""Fixtures of jobs, whose files and media belong to the test."""

from tests.support.import_jobs import import_folder_of_jobs, plan_job, run_job

__all__ = ["import_folder_of_jobs", "plan_job", "run_job"]
