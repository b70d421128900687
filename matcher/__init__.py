"""Who qualifies, and why: facts without a name, judged by the rules of `kb`."""
