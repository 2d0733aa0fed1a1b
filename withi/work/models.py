"""Django finds the tables of the floor here; each lives in its room."""
