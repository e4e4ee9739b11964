"""What learners play: activities of Milepost's own kinds, and the files in them."""
