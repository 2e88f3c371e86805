import hashlib
import hmac
import io

data = bytes(range(256)) * 3
for name in sorted(hashlib.algorithms_guaranteed | {'sha512_224', 'sha512_256'}):
    size = (40,) if name.startswith('shake') else ()
    for n in (0, 3, 55, 56, 63, 64, 65, 71, 72, 73, 111, 112, 127, 128, 129, 135, 136, 143, 144, 167, 168, 169, 700):
        whole = hashlib.new(name, data[:n])
        parts = hashlib.new(name)
        parts.update(data[:n // 2])
        copy = parts.copy()
        parts.update(memoryview(data)[n // 2:n])
        print(name, n, whole.hexdigest(*size)[:64], parts.digest(*size) == whole.digest(*size), copy.digest(*size) == hashlib.new(name, data[:n // 2]).digest(*size))
    print(whole.name, whole.digest_size, whole.block_size)
print(hashlib.shake_128(b'x').hexdigest(400)[-20:], hashlib.shake_256(b'x').digest(0))
tree = dict(key=b'k' * 10, salt=b's', person=b'p', fanout=2, depth=3, leaf_size=4, node_offset=5, node_depth=1, inner_size=7, last_node=True)
print(hashlib.blake2b(b'abc', digest_size=20, **tree).hexdigest(), hashlib.blake2s(b'abc', digest_size=20, **tree).hexdigest())
print(hashlib.blake2b.MAX_DIGEST_SIZE, hashlib.blake2s.SALT_SIZE, hashlib.blake2b(digest_size=5).digest_size, hashlib.blake2s(b'a', key=b'').copy().hexdigest())
print(hashlib.pbkdf2_hmac('sha256', b'pw', b'salt', 100).hex(), hashlib.pbkdf2_hmac('sha1', b'pw' * 80, b'salt', 10, 50).hex(), hashlib.pbkdf2_hmac('md5', b'', b'', 1, dklen=3))
print(hashlib.file_digest(io.BytesIO(data), 'sha256').hexdigest(), hashlib.file_digest(io.BytesIO(b''), hashlib.md5).hexdigest())
print(hashlib.new('SHA256', b'a').name, hashlib.sha1(string=b'a', usedforsecurity=False).hexdigest(), sorted(hashlib.algorithms_guaranteed) == sorted(set(hashlib.algorithms_guaranteed)))

for key in (b'', b'key', b'k' * 64, b'k' * 65, b'k' * 200):
    for name in ('md5', 'sha1', 'sha256', 'sha512', 'sha3_256', 'blake2b', 'blake2s'):
        h = hmac.new(key, b'message', name)
        print(name, h.hexdigest() == hmac.digest(key, b'message', name).hex() == hmac.HMAC(key, b'message', getattr(hashlib, name)).copy().hexdigest(), h.hexdigest()[:32], h.name, h.digest_size, h.block_size)
print(hmac.compare_digest('a', 'a'), hmac.compare_digest(b'a', bytearray(b'b')), hmac.compare_digest('ab', 'a'), hmac.compare_digest(b'', b''))


def t(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)


for call in [
    lambda: hashlib.new('foo'), lambda: hashlib.md5('a'), lambda: hashlib.md5(1), lambda: hashlib.sha256().update('a'),
    lambda: hashlib.blake2b(digest_size=0),
    lambda: hashlib.blake2b(digest_size=65), lambda: hashlib.blake2s(key=b'x' * 33), lambda: hashlib.blake2s(salt=b'x' * 9), lambda: hashlib.blake2b(person=b'x' * 17),
    lambda: hashlib.blake2b(fanout=256), lambda: hashlib.blake2b(depth=0), lambda: hashlib.blake2b(leaf_size=1 << 32), lambda: hashlib.blake2s(node_offset=1 << 48), lambda: hashlib.blake2b(node_depth=-1),
    lambda: hashlib.pbkdf2_hmac('sha1', b'', b'', 0), lambda: hashlib.pbkdf2_hmac('sha1', b'', b'', 1, 0), lambda: hmac.new('key', b'', 'md5'),
    lambda: hmac.new(b'key', b''), lambda: hmac.new(b'key', 'text', 'md5'), lambda: hmac.compare_digest('é', 'é'), lambda: hmac.compare_digest('a', b'a'), lambda: hmac.compare_digest(1, 2),
]:
    t(call)
