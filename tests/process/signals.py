# Handlers of scripts, sets of signals, timers; what is refused.
import signal, os
print(repr(signal.SIGINT), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGUSR1), repr(signal.getsignal(signal.SIGPIPE)), signal.SIGCLD, repr(signal.SIGRTMIN))
for f in (lambda: signal.signal(0, 1), lambda: signal.signal(signal.SIGKILL, signal.SIG_DFL), lambda: signal.signal(2, 5), lambda: signal.signal(200, signal.SIG_DFL), lambda: signal.getsignal(99), lambda: signal.strsignal(99), lambda: signal.strsignal(2), lambda: signal.raise_signal(99), lambda: signal.default_int_handler(), lambda: signal.default_int_handler(1,2,3),lambda: signal.alarm(1000) + signal.alarm(0) > 900, lambda: signal.alarm("x"),lambda: signal.setitimer(9,1), lambda:signal.signal("x",1), lambda: signal.siginterrupt(2,False), lambda: signal.sigpending(), lambda: signal.pthread_sigmask(signal.SIG_BLOCK,[10]), lambda: signal.pthread_sigmask(signal.SIG_SETMASK,[]), lambda: len(signal.valid_signals()), lambda: signal.set_wakeup_fd(-1), lambda: signal.signal(signal.SIGUSR1, print), lambda: signal.signal(signal.SIGUSR1, signal.SIG_IGN), lambda: signal.signal(10, None), lambda: signal.Signals(9).name, lambda: signal.Signals["SIGTERM"], lambda: signal.Signals(99),lambda: len(signal.Signals), lambda: signal.getsignal(signal.SIGRTMIN), lambda: signal.default_int_handler(2, None)):
    try: print(repr(f()))
    except BaseException as e: print(type(e), e)
def h(n, f): print("handler", n, signal.Signals(n).name)
signal.signal(signal.SIGUSR1, h)
os.kill(os.getpid(), signal.SIGUSR1); print("after")
signal.raise_signal(signal.SIGUSR1); print("after")
def bad(n,f): raise ValueError("in handler")
signal.signal(signal.SIGUSR2, bad)
try: os.kill(os.getpid(), 12); print("no")
except ValueError as e: print("caught", e)
n=[0]
def tick(*a): n[0]+=1
signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
while n[0]<3: pass
signal.pause()
signal.setitimer(signal.ITIMER_REAL, 0)
print(n[0]>=4)
signal.signal(signal.SIGINT, h)
os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    os.kill(os.getpid(), signal.SIGINT)
    for i in range(10000): pass
except KeyboardInterrupt: print("KI")
