"""What goes on in the background. The tables are the work; what is here only wakes it up."""
