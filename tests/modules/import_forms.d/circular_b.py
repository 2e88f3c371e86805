import circular_a
print("b sees", hasattr(circular_a, "name"))
