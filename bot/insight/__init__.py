"""What can be read out of the numbers: charts."""
