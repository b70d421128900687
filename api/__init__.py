"""Whom we serve: companions, applicants, officers, and other programs."""
