"""The demo organisation, Nordwerk Training: invented people, invented courses, two years of history, and a story."""
