"""What one institution's corrections add to the shipped model: a small layer, learnt on the spot, that can be undone.

The shipped model stays as it is. `corrections` reads what people set right and holds a fifth back; `learning` learns
the layer from the rest; `measuring` and `verdict` say whether it may be used; `adaptation` keeps it and `adapter`
applies it.
"""
