"""How well it is seen that something was said twice."""
