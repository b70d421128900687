"""What the rules are: records, their graph, and the dated catalogue everyone upstairs reads."""
