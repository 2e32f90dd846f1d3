"""Signatures: minisign reads ours and we read its, and nothing that was changed passes."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judges import judge

from chapbook.cli import main
from chapbook.minisign import PublicKey, SecretKey, is_locked
from chapbook.problems import ChapbookError, Place

KEY = SecretKey(b'8 bytes.', b'the seed of a key for tests only')


def minisign(*arguments, password=''):
    """Run minisign, typing the password; return its status and what it said."""
    done = subprocess.run(
        [judge('minisign'), *map(str, arguments)],
        input=f'{password}\n' * 2,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@given(st.binary())
@settings(max_examples=30, deadline=None)
def test_a_signature_is_of_its_own_data_and_key(data):
    """It is the same every time, and false of other data, by another key, with another comment."""
    signature = KEY.sign(data, 'SHA256SUMS')
    place = Place('x')
    assert signature == KEY.sign(data, 'SHA256SUMS')
    assert KEY.public.check(data, signature, place) == 'file:SHA256SUMS\thashed'
    false = [(data + b'x', signature), (data, signature.replace(b'file:SHA', b'file:MD5'))]
    for other, signed in false:
        with pytest.raises(ChapbookError, match='the signature is false'):
            KEY.public.check(other, signed, place)
    with pytest.raises(ChapbookError, match='signed with another key'):
        SecretKey.make().public.check(data, signature, place)
    impostor = SecretKey(KEY.number, bytes(32))
    with pytest.raises(ChapbookError, match='the signature is false'):
        impostor.public.check(data, signature, place)


@given(st.binary(), st.binary(max_size=400) | st.text().map(str.encode))
def test_what_is_no_key_and_no_signature_is_told(data, other):
    """Any bytes in the place of a key or a signature are an error of ours, never another."""
    for read in (
        lambda: KEY.public.check(data, other, Place('x')),
        lambda: PublicKey.parse(other.decode('latin-1')),
        lambda: SecretKey.parse(other, '', Place('x')),
    ):
        with pytest.raises(ChapbookError, match='this is'):
            read()


def test_a_key_is_read_as_it_was_written():
    """Public and secret, without a password."""
    assert PublicKey.parse(KEY.public.to_file().decode()) == KEY.public
    assert PublicKey.parse(KEY.public.line) == KEY.public
    assert SecretKey.parse(KEY.to_file(''), '', Place('x')) == KEY
    assert not is_locked(KEY.to_file(''), Place('x'))


def test_a_damaged_secret_key_is_told():
    """One without a password is not said to have a wrong one."""
    head, line = KEY.to_file('').decode().splitlines()
    changed, cut = f'{line[:100]}AAAA{line[104:]}', line[:-8]
    for damaged, message in ((changed, 'this key is damaged'), (cut, 'not all of a secret')):
        with pytest.raises(ChapbookError, match=message):
            SecretKey.parse(f'{head}\n{damaged}\n'.encode(), '', Place('x'))


@pytest.mark.judge
def test_minisign_verifies_what_we_sign(tmp_path):
    """The program itself finds our signature and its comment genuine, and false after one changed byte."""
    signed, key = tmp_path / 'SHA256SUMS', tmp_path / 'a.pub'
    signed.write_bytes(b'some words')
    (tmp_path / 'SHA256SUMS.minisig').write_bytes(KEY.sign(b'some words', 'SHA256SUMS'))
    key.write_bytes(KEY.public.to_file())
    status, said = minisign('-V', '-m', signed, '-p', key)
    assert (status, 'Signature and comment signature verified' in said) == (0, True)
    assert minisign('-V', '-m', signed, '-P', KEY.public.line)[0] == 0
    signed.write_bytes(b'some w0rds')
    assert minisign('-V', '-m', signed, '-p', key)[0] != 0


@pytest.mark.judge
@pytest.mark.parametrize('password', ['', 'geheim'])
def test_keys_go_both_ways(tmp_path, password, monkeypatch, capsys):
    """Minisign signs with a key that new-key made, we with one that it made; with a password and without."""
    (tmp_path / 'file').write_bytes(b'some words')
    secret, public = tmp_path / 'ours.key', tmp_path / 'ours.pub'
    monkeypatch.setattr('chapbook.commands.keys._ask', lambda _: password)
    assert main(['new-key', str(tmp_path / 'ours'), *([] if password else ['--without-password'])]) == 0
    assert str(secret) in capsys.readouterr().out
    assert secret.stat().st_mode & 0o777 == 0o600
    status, said = minisign('-S', '-s', secret, '-m', tmp_path / 'file', password=password)
    assert status == 0, said
    signature = (tmp_path / 'file.minisig').read_bytes()
    assert 'timestamp:' in PublicKey.parse(public.read_text()).check(b'some words', signature, Place('x'))
    if password:
        with pytest.raises(ChapbookError, match='the password is wrong'):
            SecretKey.parse(secret.read_bytes(), 'other', Place(secret))
    unlocked = [] if password else ['-W']
    theirs = tmp_path / 'theirs.key'
    assert minisign('-G', *unlocked, '-s', theirs, '-p', tmp_path / 'theirs.pub', password=password)[0] == 0
    key = SecretKey.parse(theirs.read_bytes(), password, Place(theirs))
    assert key.public == PublicKey.parse((tmp_path / 'theirs.pub').read_text())


def test_a_key_is_never_overwritten(tmp_path, capsys):
    """Where either file is there, nothing is written: status 2."""
    (tmp_path / 'me.pub').write_text('mine')
    assert main(['new-key', str(tmp_path / 'me'), '--without-password']) == 2
    assert 'me.pub: error: there is such a file already\nhint: ' in capsys.readouterr().err
    assert not (tmp_path / 'me.key').exists()
