# Methods: own, inherited, through super(), through a property.
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 600000


class Account:
    fee = 1

    def __init__(self): self.balance = 0
    def deposit(self, amount): self.balance += amount - self.fee
    @property
    def empty(self): return self.balance <= 0


class Savings(Account):
    def deposit(self, amount):
        super().deposit(amount + 1)
        return self

    def interest(self): return self.balance % 7


def run(n):
    account, total = Savings(), 0
    for i in range(n):
        account.deposit(i % 10).deposit(2)
        total += account.interest() + account.empty
    return total, account.balance


print(run(N))
