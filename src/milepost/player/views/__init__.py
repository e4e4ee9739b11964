"""The pages of the player, by what is done in them. What is shown of each kind: `frame.shows`."""
