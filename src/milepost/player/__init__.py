"""What happens while a learner is in an activity: answered, handed in, watched, judged. No pages."""
