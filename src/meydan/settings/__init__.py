"""How an installation is set up: typed environment variables, and what Django makes of them."""
