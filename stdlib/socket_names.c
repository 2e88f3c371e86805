/* SPDX-License-Identifier: MIT
 *
 * The constants of module socket: those that this system has.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include "socket.h"

typedef struct Constant {
    const char *name;
    int64_t value;
} Constant;

#define C(name) {#name, name}
static const Constant CONSTANTS[] = {
    C(AF_UNSPEC), C(AF_INET), C(AF_INET6), C(AF_UNIX),
    C(SOCK_STREAM), C(SOCK_DGRAM), C(SOCK_RAW), C(SOCK_SEQPACKET), C(SOCK_RDM),
#ifdef SOCK_NONBLOCK
    C(SOCK_NONBLOCK), C(SOCK_CLOEXEC),
#endif
    C(SOL_SOCKET), C(SO_REUSEADDR), C(SO_KEEPALIVE), C(SO_BROADCAST), C(SO_LINGER), C(SO_RCVBUF), C(SO_SNDBUF),
    C(SO_RCVLOWAT), C(SO_SNDLOWAT), C(SO_RCVTIMEO), C(SO_SNDTIMEO), C(SO_ERROR), C(SO_TYPE), C(SO_ACCEPTCONN),
    C(SO_DEBUG), C(SO_DONTROUTE), C(SO_OOBINLINE),
#ifdef SO_REUSEPORT
    C(SO_REUSEPORT),
#endif
#ifdef SO_DOMAIN
    C(SO_DOMAIN), C(SO_PROTOCOL),
#endif
#ifdef SO_PEERCRED
    C(SO_PEERCRED), C(SO_PASSCRED), C(SO_BINDTODEVICE), C(SO_PRIORITY), C(SO_MARK),
#endif
    C(SOMAXCONN), C(MSG_OOB), C(MSG_PEEK), C(MSG_DONTROUTE), C(MSG_TRUNC), C(MSG_CTRUNC), C(MSG_WAITALL), C(MSG_EOR),
#ifdef MSG_DONTWAIT
    C(MSG_DONTWAIT),
#endif
#ifdef MSG_NOSIGNAL
    C(MSG_NOSIGNAL),
#endif
    C(SHUT_RD), C(SHUT_WR), C(SHUT_RDWR),
    C(IPPROTO_IP), C(IPPROTO_ICMP), C(IPPROTO_TCP), C(IPPROTO_UDP), C(IPPROTO_IPV6), C(IPPROTO_RAW),
    C(TCP_NODELAY), C(TCP_MAXSEG),
#ifdef TCP_KEEPIDLE
    C(TCP_KEEPIDLE), C(TCP_KEEPINTVL), C(TCP_KEEPCNT),
#endif
#ifdef TCP_CORK
    C(TCP_CORK), C(TCP_SYNCNT), C(TCP_DEFER_ACCEPT), C(TCP_INFO), C(TCP_QUICKACK), C(TCP_USER_TIMEOUT), C(TCP_LINGER2),
#endif
#ifdef TCP_FASTOPEN
    C(TCP_FASTOPEN),
#endif
    C(IP_TOS), C(IP_TTL), C(IP_MULTICAST_IF), C(IP_MULTICAST_TTL), C(IP_MULTICAST_LOOP), C(IP_ADD_MEMBERSHIP),
    C(IP_DROP_MEMBERSHIP),
    C(IPV6_V6ONLY), C(IPV6_UNICAST_HOPS), C(IPV6_MULTICAST_IF), C(IPV6_MULTICAST_HOPS), C(IPV6_MULTICAST_LOOP),
    C(IPV6_JOIN_GROUP), C(IPV6_LEAVE_GROUP),
    C(AI_PASSIVE), C(AI_CANONNAME), C(AI_NUMERICHOST), C(AI_NUMERICSERV), C(AI_ADDRCONFIG), C(AI_V4MAPPED), C(AI_ALL),
    C(EAI_AGAIN), C(EAI_BADFLAGS), C(EAI_FAIL), C(EAI_FAMILY), C(EAI_MEMORY), C(EAI_NONAME), C(EAI_SERVICE),
    C(EAI_SOCKTYPE), C(EAI_SYSTEM), C(EAI_OVERFLOW),
#ifdef EAI_NODATA
    C(EAI_NODATA), C(EAI_ADDRFAMILY),
#endif
    C(NI_NUMERICHOST), C(NI_NUMERICSERV), C(NI_NOFQDN), C(NI_NAMEREQD), C(NI_DGRAM), C(NI_MAXHOST), C(NI_MAXSERV),
    C(EBADF), C(EAGAIN), C(EWOULDBLOCK),
    {"INADDR_ANY", INADDR_ANY}, {"INADDR_BROADCAST", INADDR_BROADCAST}, {"INADDR_LOOPBACK", INADDR_LOOPBACK},
    {"INADDR_NONE", INADDR_NONE},
};
#undef C

bool oli_socket_add_constants(AioliVm *vm, AioliValue module) {
    for (size_t i = 0; i < sizeof CONSTANTS / sizeof *CONSTANTS; i++)
        if (!aioli_attr_set(vm, module, CONSTANTS[i].name, aioli_int(vm, CONSTANTS[i].value))) return false;
    return aioli_attr_set(vm, module, "has_ipv6", aioli_bool(true));
}
