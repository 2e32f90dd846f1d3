"""Signatures as minisign makes them: Ed25519 over the BLAKE2b of a file, in two lines of Base64 with a comment each.

The formats are those of https://jedisct1.github.io/minisign/, “Signature format” to “Secret key format”; the
cryptography is the library’s and Python’s own.
"""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from chapbook.problems import ChapbookError, Place, error

KEY, SIGNED_HASH = b'Ed', b'ED'
SCRYPT, NO_SCRYPT, BLAKE2 = b'Sc', b'\0\0', b'B2'
# What libsodium calls sensitive: 2^25 operations in 1 GiB, which is scrypt with N = 2^20, r = 8, p = 1.
OPERATIONS, MEMORY_BYTES = 1 << 25, 1 << 30
MOST_MEMORY_BYTES = 1 << 31
BLOCK = 8
PUBLIC_BYTES, SECRET_BYTES, SIGNATURE_BYTES, WHOLE_BYTES = 42, 158, 74, 64
LENGTHS = {
    PUBLIC_BYTES: 'a public key of minisign', SECRET_BYTES: 'a secret key of minisign',
    SIGNATURE_BYTES: 'a signature of minisign', WHOLE_BYTES: 'a signature of minisign',
}  # fmt: skip
# What “Ed” and “ED” are in Base64: keys and signatures begin so.
BEGINNING = ('RW', 'RU')
COMMENT, TRUSTED = 'untrusted comment: ', 'trusted comment: '
SECRET_COMMENT = f'{COMMENT}minisign encrypted secret key'


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What others check signatures with: the number of the pair of keys, and the Ed25519 key."""

    number: bytes
    key: bytes

    @property
    def name(self) -> str:
        """The number as minisign prints it."""
        return key_name(self.number)

    @property
    def line(self) -> str:
        """The key on one line, as people pass it on."""
        return base64.b64encode(KEY + self.number + self.key).decode()

    def to_file(self) -> bytes:
        """Return the key as a file."""
        return f'{COMMENT}minisign public key {self.name}\n{self.line}\n'.encode()

    @classmethod
    def parse(cls, words: str, place: Place | None = None) -> Self:
        """Return the key that a line or a file holds; raises ChapbookError."""
        lines = [line for line in words.splitlines() if line.strip() and not line.startswith(COMMENT)]
        data = _decode(lines[0] if lines else '', PUBLIC_BYTES, place)
        if data[:2] != KEY:
            raise ChapbookError(error('this is not a public key of minisign', place, 'it begins with RW'))
        return cls(data[2:10], data[10:])

    def check(self, data: bytes, signature: bytes, place: Place) -> str:
        """Return the trusted comment of the signature of some data; raises ChapbookError where it is not this key’s."""
        lines = signature.decode('utf-8', 'replace').splitlines()
        if len(lines) < 4 or not lines[2].startswith(TRUSTED):
            raise ChapbookError(error('this is not a signature of minisign', place, 'get it again'))
        made = _decode(lines[1], SIGNATURE_BYTES, place)
        whole = _decode(lines[3], WHOLE_BYTES, place)
        if made[2:10] != self.number:
            hint = 'it may be genuine and someone else’s: ask for the right key'
            message = f'signed with another key: {key_name(made[2:10])}, not {self.name}'
            raise ChapbookError(error(message, place, hint))
        comment = lines[2].removeprefix(TRUSTED)
        key = Ed25519PublicKey.from_public_bytes(self.key)
        try:
            key.verify(made[10:], _hash(data) if made[:2] == SIGNED_HASH else data)
            key.verify(whole, made[10:] + comment.encode())
        except InvalidSignature as fault:
            hint = 'someone changed them, or this copy or your key is damaged: trust none until you know which'
            raise ChapbookError(error('the signature is false: these are not the files', place, hint)) from fault
        return comment


@dataclass(frozen=True, slots=True)
class SecretKey:
    """What its owner signs with; never to be handed out."""

    number: bytes
    seed: bytes

    @classmethod
    def make(cls) -> Self:
        """Return a new key from the system’s randomness."""
        return cls(os.urandom(8), os.urandom(32))

    @property
    def public(self) -> PublicKey:
        """The other half of the pair."""
        return PublicKey(self.number, self._private.public_key().public_bytes_raw())

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, data: bytes, name: str) -> bytes:
        """Return the signature of a file called `name`: the same every time, since it holds no date."""
        signature = self._private.sign(_hash(data))
        comment = f'file:{name}\thashed'
        whole = self._private.sign(signature + comment.encode())
        first = base64.b64encode(SIGNED_HASH + self.number + signature).decode()
        second = base64.b64encode(whole).decode()
        return f'{COMMENT}signature of key {key_name(self.number)}\n{first}\n{TRUSTED}{comment}\n{second}\n'.encode()

    def to_file(self, password: str) -> bytes:
        """Return the key as a file that the password opens, or anyone where there is none."""
        secret = self.number + self.seed + self.public.key
        secret += hashlib.blake2b(KEY + secret, digest_size=32).digest()
        salt, operations, memory = (os.urandom(32), OPERATIONS, MEMORY_BYTES) if password else (bytes(32), 0, 0)
        if password:
            secret = _veil(secret, password, salt, operations, memory)
        head = KEY + (SCRYPT if password else NO_SCRYPT) + BLAKE2 + salt
        whole = head + operations.to_bytes(8, 'little') + memory.to_bytes(8, 'little') + secret
        return f'{SECRET_COMMENT}\n{base64.b64encode(whole).decode()}\n'.encode()

    @classmethod
    def parse(cls, data: bytes, password: str, place: Place) -> Self:
        """Return the key that a file holds; raises ChapbookError where it is none or the password is another."""
        whole = _secret(data, place)
        secret = whole[54:]
        message, hint = 'this key is damaged', 'take another copy of it'
        if is_locked(data, place):
            message, hint = 'the password is wrong, or the key is damaged', 'try again'
            operations, memory = (int.from_bytes(whole[at : at + 8], 'little') for at in (38, 46))
            try:
                secret = _veil(secret, password, whole[6:38], operations, memory)
            except (ValueError, MemoryError) as fault:
                room = 'close other programs: it takes a gigabyte, unless it is damaged'
                raise ChapbookError(error('there is not enough memory to open this key', place, room)) from fault
        elif not any(secret[72:]):
            return cls(secret[:8], secret[8:40])  # minisign sums up no key without a password
        if not hmac.compare_digest(hashlib.blake2b(KEY + secret[:72], digest_size=32).digest(), secret[72:]):
            raise ChapbookError(error(message, place, hint))
        return cls(secret[:8], secret[8:40])


def is_locked(data: bytes, place: Place) -> bool:
    """Return whether the file of a secret key needs a password; raises ChapbookError where it is no such file."""
    return _secret(data, place)[2:4] == SCRYPT


def key_name(number: bytes) -> str:
    """Return the number of a pair of keys as minisign prints it."""
    return f'{int.from_bytes(number, "little"):016X}'


def read_key_file(path: Path) -> bytes:
    """Return the bytes of a file with a key; raises ChapbookError."""
    try:
        return path.read_bytes()
    except OSError as fault:
        hint = 'look at its name; new-key makes a pair of keys'
        message = f'the key cannot be read: {fault.strerror or fault}'
        raise ChapbookError(error(message, Place(path), hint)) from fault


def _secret(data: bytes, place: Place) -> bytes:
    """Return what stands in the file of a secret key: algorithms, salt, limits, and the key, perhaps veiled."""
    lines = data.decode('utf-8', 'replace').splitlines()
    whole = _decode(lines[1] if len(lines) > 1 else '', SECRET_BYTES, place)
    if whole[:2] != KEY or whole[2:4] not in (SCRYPT, NO_SCRYPT) or whole[4:6] != BLAKE2:
        hint = 'sign with the file that ends in .key; new-key makes one'
        raise ChapbookError(error('this is not a secret key of minisign', place, hint))
    return whole


def _decode(line: str, length: int, place: Place | None) -> bytes:
    """Return the bytes that a line of Base64 holds; raises ChapbookError where they are not as many as they should."""
    try:
        data = base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        data = b''
    if len(data) == length:
        return data
    wanted, found = LENGTHS[length], LENGTHS.get(len(data))
    if found or not line.startswith(BEGINNING):
        message = f'this is {found}, not {wanted}' if found else f'this is not {wanted}'
        raise ChapbookError(error(message, place, 'look whether it is the right file'))
    raise ChapbookError(error(f'this is not all of {wanted}', place, 'it is cut or damaged: get it again'))


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data).digest()


def _veil(secret: bytes, password: str, salt: bytes, operations: int, memory: int) -> bytes:
    """Return the secret veiled by a password, or unveiled by the same; ValueError where the limits are none."""
    n, p = _costs(operations, memory)
    room = 128 * BLOCK * (n + p + 2)
    if room > MOST_MEMORY_BYTES:
        raise ValueError('too much memory')
    stream = hashlib.scrypt(password.encode(), salt=salt, n=n, r=BLOCK, p=p, maxmem=room + (1 << 20), dklen=len(secret))
    return bytes(a ^ b for a, b in zip(secret, stream, strict=True))


def _costs(operations: int, memory: int) -> tuple[int, int]:
    """Return N and p of scrypt for these limits, as libsodium’s `pickparams` finds them; r is 8."""
    operations = max(operations, 1 << 15)
    little = operations < memory // 32
    most = operations // (BLOCK * 4) if little else memory // (BLOCK * 128)
    n = 1 << max(1, most.bit_length() - 1)
    return n, 1 if little else max(1, min(operations // 4 // n, (1 << 30) - 1) // BLOCK)
