# Floats in the attributes of objects.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 60000


class Body:
    def __init__(self, x, y, vx, vy, mass):
        self.x, self.y, self.vx, self.vy, self.mass = x, y, vx, vy, mass


def advance(bodies, dt):
    for i, a in enumerate(bodies):
        for b in bodies[i + 1:]:
            dx, dy = a.x - b.x, a.y - b.y
            pull = dt / (dx * dx + dy * dy + 0.01) ** 1.5
            a.vx -= dx * b.mass * pull
            a.vy -= dy * b.mass * pull
            b.vx += dx * a.mass * pull
            b.vy += dy * a.mass * pull
    for a in bodies:
        a.x += dt * a.vx
        a.y += dt * a.vy


bodies = [Body(0.0, 0.0, 0.0, 0.0, 9.0), Body(4.0, 0.0, 0.0, 1.5, 0.1), Body(0.0, 7.0, -1.1, 0.0, 0.2), Body(-9.0, 1.0, 0.0, -1.0, 0.3)]
for turn in range(N): advance(bodies, 0.001)
print(round(sum(b.x + b.y for b in bodies), 9))
