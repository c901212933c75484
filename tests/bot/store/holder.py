"""A process that holds a database file: `holder.py FILE`, until its standard input ends."""

import sqlite3
import sys

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO toy_note (text) VALUES ('never committed')")
sys.stdout.write("held\n")
sys.stdout.flush()
sys.stdin.read()
connection.rollback()
connection.close()
