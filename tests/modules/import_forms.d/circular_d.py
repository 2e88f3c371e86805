from circular_c import name
