# Aioli: everything is built from here into build/ (docs/architecture.md says what is where).
#
#   make            the command build/aioli, the libraries build/libaioli.{a,so}, build/aioli.pc
#   make run        installs what is missing, builds, runs a script of examples/
#   make test       every test: release, sanitizers, collect-at-every-safepoint
#   make asan       build/asan/aioli (address and undefined-behaviour sanitizers, invariants asserted)
#   make debug      build/debug/aioli (no optimisation, invariants asserted)
#   make stress     build/stress/aioli (collects at every safepoint)
#   make bench      ratios of CPU time and memory against CPython: PYTHON=python3.13, BENCHFLAGS="--only 'async/*'"
#   make diff       what scripts print here and under CPython: PYTHON=python3.13, FILE=script.py (none: the tests)
#   make lint       layers, sizes, layout
#   make examples   the C programs of examples/embed, through pkg-config
#   make install    PREFIX=/usr/local DESTDIR=
#   make deps       apt-get install what the build needs
#
# CC=clang works as gcc does. V=1 shows the commands.

VERSION := 0.1.0
SOVERSION := 0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
CC ?= cc
AR ?= ar
LEMON ?= lemon
PKG_CONFIG ?= pkg-config
JOBS := $(shell nproc 2>/dev/null || echo 2)
PYTHON ?= python3

VARIANT ?= release
GEN := build/gen
comma := ,

# ---- variants: one directory each ----
CFLAGS_release := -O2 -ffunction-sections
CFLAGS_debug := -O0 -g3 -DOLI_DEBUG -fno-strict-aliasing
CFLAGS_asan := -O1 -g -fno-omit-frame-pointer -fno-strict-aliasing -DOLI_DEBUG -fsanitize=address,undefined \
    -fno-sanitize-recover=all
CFLAGS_stress := -O2 -g -fno-strict-aliasing -DOLI_DEBUG -DOLI_GC_STRESS
LDFLAGS_asan := -fsanitize=address,undefined

ifeq ($(filter $(VARIANT),release debug asan stress),)
    $(error VARIANT is release, debug, asan or stress)
endif
B := $(if $(filter release,$(VARIANT)),build,build/$(VARIANT))

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wno-sign-conversion
BASE_CFLAGS := -std=c11 $(WARNINGS) -fPIC -fvisibility=hidden -Ivm -I. -I$(GEN) -I$(GEN)/parser -MMD -MP
OPTIMISE = $(CFLAGS_$(VARIANT)) $(CFLAGS)
# Flags for single files: the interpreter loop is tuned apart, the generated parser is not ours to warn about.
FLAGS_vm/run/loop := -fno-gcse
ifneq ($(filter gcc%,$(shell $(CC) --version 2>/dev/null | head -n 1)),)
    FLAGS_vm/run/loop += -fno-crossjumping
endif
ifneq ($(findstring clang,$(shell $(CC) --version 2>/dev/null | head -n 1)),)
    FLAGS_vm/run/loop :=
endif
FLAGS_gen := -Wno-shadow -Wno-conversion -Wno-unused-parameter -Wno-unused-variable -Wno-unused-but-set-variable \
    -Wno-sign-compare -Wno-implicit-fallthrough -Wno-missing-prototypes

# ---- libraries: the core needs two; the command adds the host loop and line editing ----
CORE_PKGS := libtommath libutf8proc
COMMAND_PKGS := libuv libedit libpcre2-8 openssl
APT := build-essential pkg-config lemon libtommath-dev libutf8proc-dev libuv1-dev libedit-dev libpcre2-dev libssl-dev \
    python3
have_pkg = $(shell $(PKG_CONFIG) --exists $(1) 2>/dev/null && echo yes)
CORE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(CORE_PKGS) 2>/dev/null)
CORE_LIBS := $(shell $(PKG_CONFIG) --libs $(CORE_PKGS) 2>/dev/null) -lm
HAVE_UV := $(call have_pkg,libuv)
HAVE_EDIT := $(call have_pkg,libedit)
HAVE_PCRE2 := $(call have_pkg,libpcre2-8)
HAVE_SSL := $(call have_pkg,openssl)

# Modules that need a library of their own belong to the command; without the library they are left out.
UV_SOURCES := $(wildcard stdlib/*_uv.c)
PCRE2_SOURCES := $(wildcard stdlib/*_pcre2.c)
# TLS is a shared object that `import ssl` loads (stdlib/ssl_loader.c): no other program pays for OpenSSL.
SSL_SOURCES := $(wildcard stdlib/*_openssl.c)
LIBRARY_SOURCES := $(UV_SOURCES) $(PCRE2_SOURCES) $(SSL_SOURCES) stdlib/ssl_loader.c

PARSER_SOURCES := $(wildcard parser/*.c)
VM_SOURCES := $(filter-out $(wildcard vm/cli/*.c),$(wildcard vm/*/*.c))
STDLIB_SOURCES := $(filter-out $(LIBRARY_SOURCES),$(wildcard stdlib/*.c))
STDLIB_SCRIPTS := $(sort $(wildcard stdlib/*.aio stdlib/*/*.aio stdlib/*/*/*.aio))
CLI_SOURCES := $(wildcard vm/cli/*.c)
GRAMMAR := $(wildcard parser/grammar.y)

# The command starts in half the time when it need not look for shared libraries: the archives of all that it uses are
# linked into it where they are installed (STATIC= for shared ones), at a fixed address.
archives = $(foreach name,$(1),$(filter /%,$(shell $(CC) -print-file-name=lib$(name).a)))
if_archives = $(if $(filter $(words $(1)),$(words $(call archives,$(1)))),$(if $(STATIC),$(call archives,$(1)),$(2)),$(2))
STATIC ?= yes
COMMAND_CFLAGS :=
COMMAND_LIBS :=
COMMAND_MODULES := stdlib/ssl_loader.c
ifeq ($(HAVE_UV),yes)
    COMMAND_MODULES += $(UV_SOURCES)
    COMMAND_CFLAGS += -DAIOLI_HAVE_UV $(shell $(PKG_CONFIG) --cflags libuv)
    COMMAND_LIBS += $(call if_archives,uv_a,$(shell $(PKG_CONFIG) --libs libuv))
endif
ifeq ($(HAVE_PCRE2),yes)
    COMMAND_MODULES += $(PCRE2_SOURCES)
    COMMAND_CFLAGS += $(shell $(PKG_CONFIG) --cflags libpcre2-8)
    COMMAND_LIBS += $(call if_archives,pcre2-8,$(shell $(PKG_CONFIG) --libs libpcre2-8))
endif
ifeq ($(HAVE_EDIT),yes)
    COMMAND_CFLAGS += -DAIOLI_HAVE_EDIT $(shell $(PKG_CONFIG) --cflags libedit)
    COMMAND_LIBS += $(call if_archives,edit tinfo bsd md,$(shell $(PKG_CONFIG) --libs libedit))
endif
COMMAND_LIBS += $(call if_archives,tommath utf8proc,$(CORE_LIBS)) -lm -lpthread -ldl
# The functions that every start runs stand together, so that few pages of the command become resident (`make order`
# lists them anew; needs valgrind). Only the gold linker takes such a list.
STARTUP_ORDER := vm/cli/startup.order
GOLD := $(findstring gold,$(shell $(CC) -fuse-ld=gold -Wl,--version 2>/dev/null))
LDFLAGS_command_release := $(if $(STATIC),-no-pie) \
    $(if $(GOLD),-fuse-ld=gold -Wl$(comma)--section-ordering-file=$(STARTUP_ORDER))

COMMAND_SOURCES := $(CLI_SOURCES) $(COMMAND_MODULES)

objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB_OBJECTS := $(call objects,$(PARSER_SOURCES) $(VM_SOURCES) $(STDLIB_SOURCES)) \
    $(B)/obj/gen/stdlib_table.o $(B)/obj/gen/stdlib_scripts.o
ifneq ($(GRAMMAR),)
    LIB_OBJECTS += $(B)/obj/gen/parser/grammar.o
endif
COMMAND_OBJECTS := $(call objects,$(COMMAND_SOURCES)) $(B)/obj/gen/command_table.o
DEPS := $(LIB_OBJECTS:.o=.d) $(COMMAND_OBJECTS:.o=.d) $(patsubst %.c,$(B)/obj/%.d,$(SSL_SOURCES))

LIBRARY := $(B)/libaioli.a
SHARED := $(B)/libaioli.so.$(SOVERSION)
COMMAND := $(B)/aioli
SSL_PLUGIN := $(if $(HAVE_SSL),$(B)/aioli-ssl.so)

ifeq ($(V),1)
    quiet = $(2)
else
    quiet = @echo '  $(1) $@'; $(2)
endif

.PHONY: all objects run test quick-test bench diff lint format asan debug stress deps examples install uninstall clean record
.DELETE_ON_ERROR:
.SUFFIXES:

all: $(COMMAND) $(LIBRARY) $(SHARED) $(B)/libaioli.so $(B)/aioli.pc
objects: $(LIB_OBJECTS) $(COMMAND_OBJECTS)
asan debug stress:
	@$(MAKE) --no-print-directory VARIANT=$@ build/$@/aioli build/$@/libaioli.a

# ---- linking ----
# Results are renamed into place, so that nobody ever meets half a file.
new = $@.$$$$.new
put = mv -f $(new) $@
$(COMMAND): $(COMMAND_OBJECTS) $(LIBRARY) $(STARTUP_ORDER) | $(SSL_PLUGIN)
	$(call quiet,LINK,$(CC) $(LDFLAGS_$(VARIANT)) $(LDFLAGS_command_$(VARIANT)) -rdynamic $(LDFLAGS) -o $(new) $(COMMAND_OBJECTS) \
	    $(LIBRARY) $(COMMAND_LIBS) && $(put))

$(B)/aioli-ssl.so: $(call objects,$(SSL_SOURCES))
	$(call quiet,LINK,$(CC) -shared $(LDFLAGS_$(VARIANT)) $(LDFLAGS) -o $(new) $^ $(shell $(PKG_CONFIG) --libs openssl) && $(put))

$(LIBRARY): $(LIB_OBJECTS)
	$(call quiet,AR  ,$(AR) crs $(new) $(LIB_OBJECTS) && $(put))

$(SHARED): $(LIB_OBJECTS)
	$(call quiet,LINK,$(CC) -shared -Wl$(comma)-soname$(comma)libaioli.so.$(SOVERSION) -Wl$(comma)--no-undefined \
	    $(LDFLAGS_$(VARIANT)) $(LDFLAGS) -o $(new) $(LIB_OBJECTS) $(CORE_LIBS) && $(put))

$(B)/libaioli.so: $(SHARED)
	@ln -sf $(notdir $(SHARED)) $@

# The in-tree description; `make install` writes the installed one.
pc_text = printf '%s\n' 'prefix=$(1)' 'includedir=$(2)' 'libdir=$(3)' '' 'Name: aioli' \
    'Description: Embeddable Python with async and await in its core' 'Version: $(VERSION)' \
    'Cflags: -I$${includedir}' 'Libs: -L$${libdir} -laioli' 'Requires.private: $(CORE_PKGS)' 'Libs.private: -lm'
$(B)/aioli.pc: Makefile
	@mkdir -p $(@D)
	@$(call pc_text,$(CURDIR),$(CURDIR)/vm,$(CURDIR)/$(B)) > $@

# ---- compiling ----
# The flags in use are a dependency, so that a change of compiler or flags rebuilds.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(BASE_CFLAGS) $(OPTIMISE) $(FLAGS_vm/run/loop) $(COMMAND_CFLAGS) $(VERSION)' | cmp -s - $@ || \
	    echo '$(CC) $(BASE_CFLAGS) $(OPTIMISE) $(FLAGS_vm/run/loop) $(COMMAND_CFLAGS) $(VERSION)' > $@
FORCE:

compile = @mkdir -p $(@D); $(if $(filter 1,$(V)),,echo '  CC   $<';) \
    $(if $(filter 1,$(V)),set -x;) $(CC) $(BASE_CFLAGS) $(OPTIMISE) $(CORE_CFLAGS) $(1) -MF $(@:.o=.d) -MT $@ -c $< -o $(new) && $(put)

$(B)/obj/parser/%.o: parser/%.c $(B)/flags | $(GEN)/parser/grammar.h
	$(call compile)
$(B)/obj/vm/cli/%.o: vm/cli/%.c $(B)/flags
	$(call compile,$(COMMAND_CFLAGS) -DAIOLI_VERSION_TEXT='"$(VERSION)"')
$(B)/obj/vm/%.o: vm/%.c $(B)/flags | $(GEN)/parser/grammar.h
	$(call compile,$(FLAGS_vm/$*))
$(B)/obj/stdlib/%_uv.o: stdlib/%_uv.c $(B)/flags
	$(call compile,$(COMMAND_CFLAGS))
$(B)/obj/stdlib/%_pcre2.o: stdlib/%_pcre2.c $(B)/flags
	$(call compile,$(COMMAND_CFLAGS))
$(B)/obj/stdlib/ssl_loader.o: stdlib/ssl_loader.c $(B)/flags
	$(call compile,-DAIOLI_PLUGIN_DIR='"$(LIBDIR)/aioli"')
$(B)/obj/stdlib/%.o: stdlib/%.c $(B)/flags
	$(call compile)
$(B)/obj/gen/parser/%.o: $(GEN)/parser/%.c $(B)/flags
	$(call compile,$(FLAGS_gen))
$(B)/obj/gen/%.o: $(GEN)/%.c $(B)/flags
	$(call compile)

# ---- generated sources ----
# Lemon: the grammar must be free of conflicts, which lemon reports by its exit status.
$(GEN)/parser/grammar.c: $(GRAMMAR)
	@mkdir -p $(@D)
	$(call quiet,GEN ,mkdir -p $(new) && $(LEMON) -q -d$(new) $< && mv -f $(new)/grammar.h $(@D) && \
	    mv -f $(new)/grammar.c $@ && rm -r $(new))
$(GEN)/parser/grammar.h: $(if $(GRAMMAR),$(GEN)/parser/grammar.c)
	@mkdir -p $(@D); test -f $@ || touch $@

# The tables of stdlib/ (stdlib/embed.sh says which).
$(GEN)/stdlib_table.c: $(STDLIB_SOURCES) stdlib/embed.sh
	@mkdir -p $(@D)
	$(call quiet,GEN ,stdlib/embed.sh table oli_stdlib_modules $(STDLIB_SOURCES) > $(new) && $(put))
$(GEN)/command_table.c: $(COMMAND_MODULES) stdlib/embed.sh
	@mkdir -p $(@D)
	$(call quiet,GEN ,stdlib/embed.sh table oli_command_modules $(COMMAND_MODULES) > $(new) && $(put))
$(GEN)/stdlib_scripts.c: $(STDLIB_SCRIPTS) stdlib/embed.sh
	@mkdir -p $(@D)
	$(call quiet,GEN ,stdlib/embed.sh scripts $(STDLIB_SCRIPTS) > $(new) && $(put))

# A file that came or went changes the lists above.
$(GEN)/sources: FORCE
	@mkdir -p $(@D)
	@echo '$(STDLIB_SOURCES) $(STDLIB_SCRIPTS) $(COMMAND_SOURCES)' | cmp -s - $@ || \
	    echo '$(STDLIB_SOURCES) $(STDLIB_SCRIPTS) $(COMMAND_SOURCES)' > $@
$(GEN)/stdlib_table.c $(GEN)/stdlib_scripts.c $(GEN)/command_table.c: $(GEN)/sources
$(LIBRARY) $(SHARED): $(B)/sources
$(B)/sources: FORCE
	@mkdir -p $(@D)
	@echo '$(LIB_OBJECTS)' | cmp -s - $@ || echo '$(LIB_OBJECTS)' > $@

# ---- what is missing ----
# As root apt-get itself; otherwise through sudo.
deps:
	@if [ "$$(id -u)" = 0 ]; then as_root=; else as_root=sudo; fi; \
	set -x; $$as_root apt-get update -q && $$as_root apt-get install -y -q --no-install-recommends $(APT)

.PHONY: deps-if-missing
deps-if-missing:
	@command -v $(CC) >/dev/null && command -v $(LEMON) >/dev/null && \
	    $(PKG_CONFIG) --exists $(CORE_PKGS) $(COMMAND_PKGS) 2>/dev/null || $(MAKE) --no-print-directory deps

run: deps-if-missing
	@$(MAKE) --no-print-directory all
	build/aioli examples/counting.aio

# ---- tests ----
test: deps-if-missing
	@$(MAKE) --no-print-directory -j$(JOBS) all asan stress
	@$(PYTHON) tests/run.py --all
quick-test: all
	@$(PYTHON) tests/run.py
record:
	@$(PYTHON) tests/run.py --record "$(PYTHON)"
diff: all
	@python3 tests/run.py --against "$(PYTHON)" $(FILE)
bench: all
	@python3 tests/bench/run.py --subject build/aioli --peer "$(PYTHON)" $(BENCHFLAGS)

# A C test or example links what a host would link.
$(B)/tests/%: tests/embed/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(call quiet,TEST,$(CC) -std=c11 $(WARNINGS) $(OPTIMISE) $(LDFLAGS_$(VARIANT)) $(LDFLAGS_test_$*) -Ivm -o $@ $< $(LIBRARY) \
	    $(CORE_LIBS) -lpthread)
# Cells are refused by a wrapper: the allocator hook sees whole pages only.
LDFLAGS_test_oom := -Wl,--wrap=oli_new
# Tools of the parser's tests, and the fuzz targets.
tool = @mkdir -p $(@D); $(if $(filter 1,$(V)),,echo '  TEST $@';) \
    $(CC) $(BASE_CFLAGS) $(OPTIMISE) $(CORE_CFLAGS) $(LDFLAGS_$(VARIANT)) -o $@ $< $(LIBRARY) $(CORE_LIBS) -lpthread
$(B)/tests/%: tests/parser/%.c $(LIBRARY)
	$(tool)
$(B)/tests/%: tests/fuzz/%.c tests/fuzz/mutate.h $(LIBRARY)
	$(tool)
C_TESTS := $(patsubst tests/embed/%.c,%,$(wildcard tests/embed/*.c)) parse_tool \
    $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
.PHONY: c-tests
c-tests: $(addprefix $(B)/tests/,$(C_TESTS))

EXAMPLES := $(patsubst examples/embed/%.c,%,$(wildcard examples/embed/*.c))
examples: all $(addprefix build/examples/,$(EXAMPLES))
build/examples/%: examples/embed/%.c build/libaioli.a build/aioli.pc
	@mkdir -p $(@D)
	$(call quiet,CC  ,$(CC) -std=c11 -Wall -Wextra $(OPTIMISE) -o $@ $< \
	    $$(PKG_CONFIG_PATH=$(CURDIR)/build:$$PKG_CONFIG_PATH $(PKG_CONFIG) --cflags --libs --static aioli) \
	    -Wl$(comma)-rpath$(comma)$(CURDIR)/build)

lint:
	@$(PYTHON) tests/lint.py
format:
	@clang-format -i $(wildcard vm/embed/*.[ch] vm/cli/*.[ch] tests/embed/*.c examples/embed/*.c)

.PHONY: order
order: all
	valgrind -q --tool=callgrind --callgrind-out-file=build/startup.callgrind build/aioli examples/counting.aio
	callgrind_annotate --threshold=100 build/startup.callgrind | \
	    sed -n 's|.*???:\([A-Za-z][A-Za-z_0-9.]*\).*|.text.\1|p' | sed 's|^.text.main$$|.text.startup.main|' | \
	    LC_ALL=C sort -u > $(STARTUP_ORDER)

# ---- installing ----
install: all
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(INCLUDEDIR) $(DESTDIR)$(MANDIR)/man1
	install -m 755 build/aioli $(DESTDIR)$(BINDIR)/aioli
	$(if $(SSL_PLUGIN),install -d $(DESTDIR)$(LIBDIR)/aioli && install -m 755 build/aioli-ssl.so $(DESTDIR)$(LIBDIR)/aioli/)
	install -m 644 vm/aioli.h $(DESTDIR)$(INCLUDEDIR)/aioli.h
	install -m 644 build/libaioli.a $(DESTDIR)$(LIBDIR)/libaioli.a
	install -m 755 build/libaioli.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libaioli.so.$(SOVERSION)
	ln -sf libaioli.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libaioli.so
	$(call pc_text,$(PREFIX),$(INCLUDEDIR),$(LIBDIR)) > $(DESTDIR)$(LIBDIR)/pkgconfig/aioli.pc
	install -m 644 docs/aioli.1 $(DESTDIR)$(MANDIR)/man1/aioli.1
uninstall:
	rm -f $(DESTDIR)$(LIBDIR)/aioli/aioli-ssl.so $(DESTDIR)$(BINDIR)/aioli $(DESTDIR)$(INCLUDEDIR)/aioli.h $(DESTDIR)$(LIBDIR)/libaioli.a \
	    $(DESTDIR)$(LIBDIR)/libaioli.so $(DESTDIR)$(LIBDIR)/libaioli.so.$(SOVERSION) \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/aioli.pc $(DESTDIR)$(MANDIR)/man1/aioli.1
clean:
	rm -rf build

-include $(DEPS)
