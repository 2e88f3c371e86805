from circular_d import name
