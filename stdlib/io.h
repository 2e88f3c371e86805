/* SPDX-License-Identifier: MIT
 *
 * What the files of module _io share. The layers are CPython's: a FileIO reads and writes a descriptor, a Buffered puts
 * a buffer before it, a TextIOWrapper makes text of that. Each keeps the next below as its value 0.
 *
 * Where the layer below is one of these, the next above reaches into it directly; any other object is called by its
 * methods (read, write, seek, tell, flush, close).
 */
#ifndef OLI_STDLIB_IO_H
#define OLI_STDLIB_IO_H

#include "aioli.h"

enum { IO_BUFFER_BYTES = 8192 };

/* An open descriptor, shared by a FileIO and the Buffered over it: whichever goes last closes it. */
typedef struct IoHandle {
    int fd;
    uint32_t owners;
    bool closes;
} IoHandle;

typedef struct IoMode {
    bool reads, writes, appends, creates, truncates;
} IoMode;

/* ---- io_file.c ---- */
typedef struct FileIo {
    IoHandle *handle; /* NULL: closed */
    IoMode mode;
} FileIo;

extern const AioliClass oli_io_file_class;
void oli_io_handle_drop(AioliVm *vm, IoHandle *handle);
/* Read or write once, again after signals. -1: an exception is pending. Nothing to read or no room: *blocks. */
int64_t oli_io_read(AioliVm *vm, int fd, void *bytes, size_t size, bool *blocks);
int64_t oli_io_write(AioliVm *vm, int fd, const void *bytes, size_t size, bool *blocks);
/* Open a file as io.FileIO does; `file` a path or descriptor, `mode` text as open() takes it. */
AioliValue oli_io_file_open(AioliVm *vm, AioliValue file, const char *mode, bool closes, AioliValue opener);

/* ---- io_buffer.c ---- */
typedef struct Buffered {
    AioliVm *vm;
    IoHandle *handle; /* of a FileIO below; NULL: the raw object is called */
    char *bytes;
    size_t capacity;
    size_t start, end; /* what was read and not handed out */
    size_t dirty;      /* bytes [0, dirty) wait to be written; then start and end are 0 */
    bool reads, writes, is_closed, is_detached, is_at_end;
    struct Buffered *next, **link; /* among those of the VM that could have bytes to write */
} Buffered;

extern const AioliClass oli_io_reader_class, oli_io_writer_class, oli_io_random_class;
/* The payload of any of the three classes; NULL (nothing raised) for other objects. */
Buffered *oli_io_buffered(AioliVm *vm, AioliValue v);
/* A Buffered over `raw`. `uses_read1`: call the raw object's read1 where it has one. */
AioliValue oli_io_buffered_new(AioliVm *vm, const AioliClass *def, AioliValue raw, int64_t size);
/* Read more behind what is there: bytes got, 0 at the end, -1. What is there moves. */
int64_t oli_io_buffered_more(AioliVm *vm, AioliValue self, Buffered *buffered);
bool oli_io_buffered_write(AioliVm *vm, AioliValue self, Buffered *buffered, const char *bytes, size_t size);
bool oli_io_buffered_flush(AioliVm *vm, AioliValue self, Buffered *buffered);
int64_t oli_io_buffered_tell(AioliVm *vm, AioliValue self, Buffered *buffered);
int64_t oli_io_buffered_seek(AioliVm *vm, AioliValue self, Buffered *buffered, int64_t offset, int whence);
bool oli_io_buffered_check(AioliVm *vm, const Buffered *buffered); /* ValueError when closed or detached */
/* Write out what any file of the VM still holds, so that whoever opens a file sees what was written. */
void oli_io_flush_all(AioliVm *vm);

/* ---- io_text.c, io_bytes.c, io_string.c ---- */
extern const AioliClass oli_io_text_class, oli_io_bytes_class, oli_io_string_class;

/* ---- io_newline.c ---- */
typedef enum IoNewline { NEWLINE_UNIVERSAL, NEWLINE_KEEP, NEWLINE_LF, NEWLINE_CR, NEWLINE_CRLF } IoNewline;
/* The newline argument: None, "", "\n", "\r", "\r\n"; false: TypeError, ValueError ("illegal newline value: x"). */
bool oli_io_newline(AioliVm *vm, AioliValue v, IoNewline *out);
/* The end of the first line of [text, text+size): the offset behind its terminator, and the terminator's size in
 * *mark; 0: there is none. A '\r' that ends the text is none unless is_end, where a '\n' could follow. */
size_t oli_io_line_end(const char *text, size_t size, IoNewline newline, bool is_end, size_t *mark);
/* Copy text, making "\r\n" and "\r" one "\n" each; returns the new size. `out` may be `text`. */
size_t oli_io_translate(char *out, const char *text, size_t size);

/* ---- io.c ---- */
/* io.UnsupportedOperation. Always the error value. */
AioliValue oli_io_unsupported(AioliVm *vm, const char *what);
/* A size argument: None or missing is -1; false: TypeError "argument should be integer or None, not 'x'". */
bool oli_io_size(AioliVm *vm, AioliValue v, int64_t *out);
/* list(self) up to `hint` characters or bytes; self.write of each line. What readlines and writelines do. */
AioliValue oli_io_read_lines(AioliVm *vm, AioliValue self, AioliValue hint);
AioliValue oli_io_write_lines(AioliVm *vm, AioliValue self, AioliValue lines);

#endif
