"""What to do, in which order, and how far we are: plans and cases."""
