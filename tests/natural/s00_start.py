"""An argument that is written into on the way. Docstrings say which mistake is named."""


def hello__half_in_place(x):
    """modifies_its_input"""
    x *= 2
    return x + 1


def hello__through_a_second_name(x):
    """modifies_its_input"""
    y = x
    y *= 2
    return y + 1
