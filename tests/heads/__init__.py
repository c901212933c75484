"""The heads that Piazza comes with: trained from its own seed, judged by what was held back."""
