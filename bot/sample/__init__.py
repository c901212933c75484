"""The sample company: people, a history, and a stage to play it on."""
