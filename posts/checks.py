"""System checks: a site that is set up wrongly says so, with a stable id."""
