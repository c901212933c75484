"""Who the people are, what they may do, what is known of them."""
