"""Privacy: sealed answers, and the one gate through which figures about people leave."""
