"""The product's parts that keep something: each app owns its tables, and everybody else asks it."""
