"""What may happen to a case, a step or an act on a network, as tables that people can read and the program obeys."""
