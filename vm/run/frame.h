/* SPDX-License-Identifier: MIT
 *
 * Frames: activations of code, and how control passes between them.
 *
 * A plain call's Frame comes from a list that grows upwards (frame->above is the next one, kept for reuse) and its
 * registers lie on the register stack: the callee's window begins at the caller's argument registers, so arguments are
 * not copied. A generator or coroutine has one heap object, GeneratorObject, that holds its Frame and registers, exactly
 * sized; while it runs, plain calls that it makes use the stack and the frame list above whoever resumed it.
 *
 *     caller <---- callee         `caller` is where the result goes: R[dst] of caller; `on_return` says how
 *
 * Chains and drivers. A coroutine that awaits another (or a generator that delegates by `yield from`) is linked to it by
 * `caller` too, so a return is the same switch as of a plain call. The outermost frame of such a chain is its *root*:
 * whoever resumes the chain (a for loop, next(), send(), a task) is the root's caller. The VM's `driver` is the root of
 * the innermost chain that runs. To suspend, the running frame becomes root->inner and control goes to root->caller; to
 * resume, control goes to root->inner directly. Both take the same time at any depth.
 *
 * Invariants: a suspended chain's frames are reached from root->inner through `caller` up to the root, whose `caller` is
 * NULL while suspended. frame->pc of every frame but the running one points to the instruction after the one it waits in.
 */
#ifndef OLI_RUN_FRAME_H
#define OLI_RUN_FRAME_H

#include "code/code.h"
#include "types/function.h"

/* What becomes of a frame's result. */
typedef enum OnReturn {
    RETURN_STORE,    /* into R[dst] of the caller */
    RETURN_EXIT,     /* the interpreter loop ends: C called */
    RETURN_INIT,     /* __init__: must be None; the caller gets frame->extra, the instance */
    RETURN_CLASS,    /* class body: the caller's BUILD_CLASS goes on */
    RETURN_TRUTH,    /* __bool__, __eq__, ... under a conditional jump: the caller's jump is decided */
    RETURN_NOT,      /* the same, negated and stored */
    RETURN_CONTAINS, /* __contains__: stored as bool */
    RETURN_BINARY,   /* a binary method: NotImplemented means trying on */
    RETURN_COMPARE,
    RETURN_DISCARD,   /* __setattr__, __setitem__, ... */
    RETURN_NEXT,      /* __next__ in a for loop: StopIteration ends the loop */
    RETURN_ITER,      /* __iter__: must be an iterator */
    RETURN_AWAITED,   /* heap frame: awaited or delegated to by its caller; then as RETURN_STORE */
    RETURN_STEP,      /* asynchronous generator: its step is awaited by its caller */
    RETURN_GENERATOR, /* heap frame, root: resumed by a for loop (FOR_ITER at the caller's pc) */
    RETURN_SEND,      /* heap frame, root: resumed by next(), send() or throw() in script: R[dst] of caller */
    RETURN_DRIVEN,    /* heap frame, root: resumed from C */
    RETURN_TASK,      /* heap frame, root: resumed by the scheduler */
    RETURN_CALLBACK   /* called by the scheduler (call_soon, done callbacks): discarded */
} OnReturn;

/* Object.flags of natives whose call is a switch of frames, which the loop does itself. */
enum { CONTROL_NONE, CONTROL_RUN, CONTROL_NEXT, CONTROL_SEND, CONTROL_SLEEP };

/* How a suspended heap frame goes on when it is resumed. */
typedef enum ResumeMode {
    RESUME_START,    /* not started */
    RESUME_VALUE,    /* R[resume_dst] = the value sent */
    RESUME_ITERATOR, /* drive the iterator in R[resume_src] (YIELD_FROM, AWAIT of a foreign awaitable) */
    RESUME_FUTURE,   /* AWAIT of the Future in R[resume_src]: R[resume_dst] = its result */
    RESUME_NATIVE    /* AWAIT of a native coroutine in R[resume_src]: it is stepped */
} ResumeMode;

struct Frame {
    const uint32_t *pc; /* the next instruction; valid when the frame does not run or something may look at it */
    Value *regs;
    Function *function; /* NULL for the base frame alone */
    Frame *caller;
    union {
        Frame *above; /* while it runs: the plain frame that a call from here uses; NULL: to be made */
        Frame *inner; /* a suspended root: the innermost frame of its chain */
    };
    Value *top; /* first free word of the register stack for calls from here */
    union {
        Value extra;   /* plain: RETURN_INIT the instance, RETURN_CLASS the namespace; else VALUE_UNDEF */
        Value handled; /* root: the exception being handled: its own while suspended, the outer one while it runs */
    };
    uint8_t on_return; /* OnReturn */
    uint8_t dst;
    uint8_t resume; /* heap frames: ResumeMode */
    uint8_t resume_dst, resume_src;
    bool is_heap : 1;
    bool running : 1, finished : 1; /* heap frames; `running` stays set while it is awaited by another frame */
    bool is_owned : 1;              /* heap frame: the root of a task */
    /* heap frame: of a call that is awaited or looped over where it stands: only that register refers to it */
    bool is_temporary : 1;
    bool in_step : 1;        /* asynchronous generator: a step of it was begun and is not over (ag_running) */
    bool outer_inherits : 1; /* root that runs: vm->inherits_handled of whoever resumed it */
    uint16_t depth;          /* heap frames: of nesting in other heap frames */
};

/* Object.flags of asynchronous generators. */
enum {
    ASYNC_HAS_HOOKS = 1, /* known to async_hooks.c, from its first step on */
    ASYNC_CLOSED = 2     /* it ended, or aclose() was begun */
};

/* generator, coroutine, async_generator */
typedef struct GeneratorObject {
    Object header;
    Frame frame;
    union {
        struct GeneratorObject *outer_driver; /* a root that runs: the driver before */
        struct Task *task;                    /* is_owned: whose root it is */
    };
    Value registers[];
} GeneratorObject;

static inline Code *frame_code(const Frame *frame) { return frame->function->code; }

static inline bool is_generator(Value v) {
    return is_object(v) && object_of(v)->kind >= CLASS_GENERATOR && object_of(v)->kind <= CLASS_ASYNC_GENERATOR;
}
static inline GeneratorObject *as_generator(Value v) { return (GeneratorObject *)object_of(v); }
static inline GeneratorObject *generator_of(Frame *frame) {
    return (GeneratorObject *)(void *)((char *)frame - offsetof(GeneratorObject, frame));
}

/* A chunk of the register stack. Chunks never move: a call that does not fit gets a new one (stack.c). */
typedef struct StackChunk {
    struct StackChunk *below;
    size_t count;
    Value values[];
} StackChunk;

#endif
