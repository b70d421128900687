"""What is measured against what; `make bench` prints ratios. Nothing here is a test."""
