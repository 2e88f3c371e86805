leaf_value = 1
