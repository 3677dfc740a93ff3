"""What is sealed opens in its own place, with its own key, undamaged, and nowhere else."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.vault import CHECK_PLACE, NONCE, DataKey, Vault, WrongKey, make_master, read_master

MASTER = bytes(range(32))
OTHER = bytes(reversed(range(32)))
CANARY = "canary-我不想活了"

plains = st.binary(max_size=200)
names = st.text(max_size=30)


def data_key(owner: str = "liu") -> DataKey:
    return Vault(MASTER).new_key(owner)[0]


@given(plains, names, names)
def test_what_is_sealed_opens_in_its_place(plain: bytes, owner: str, place: str) -> None:
    key = data_key(owner)

    assert key.open(place, key.seal(place, plain)) == plain


@given(plains, names, names)
def test_it_does_not_open_in_any_other_place(plain: bytes, place: str, other: str) -> None:
    key = data_key()
    sealed = key.seal(place, plain)

    if place == other:
        return
    with pytest.raises(WrongKey):
        key.open(other, sealed)


@given(plains, names, names)
def test_it_does_not_open_for_any_other_owner_of_the_same_key(plain: bytes, owner: str, other: str) -> None:
    key = data_key(owner)
    sealed = key.seal("entry|sealed|1", plain)

    if owner == other:
        return
    with pytest.raises(WrongKey):
        DataKey(other, key.cipher).open("entry|sealed|1", sealed)


@given(plains)
def test_it_does_not_open_with_another_key_of_the_same_owner(plain: bytes) -> None:
    sealed = data_key().seal("entry|sealed|1", plain)

    with pytest.raises(WrongKey):
        data_key().open("entry|sealed|1", sealed)


@given(plains, st.data())
def test_any_damage_is_noticed(plain: bytes, data: st.DataObject) -> None:
    key = data_key()
    sealed = bytearray(key.seal("p", plain))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(WrongKey):
        key.open("p", bytes(sealed))


@given(plains, st.data())
def test_what_was_cut_short_does_not_open(plain: bytes, data: st.DataObject) -> None:
    key = data_key()
    sealed = key.seal("p", plain)

    with pytest.raises(WrongKey):
        key.open("p", sealed[: data.draw(st.integers(0, len(sealed) - 1))])


@given(plains)
def test_sealing_twice_never_gives_the_same_bytes(plain: bytes) -> None:
    key = data_key()
    first, second = key.seal("p", plain), key.seal("p", plain)

    assert first[1 : 1 + NONCE] != second[1 : 1 + NONCE]
    assert first != second


def test_a_wrong_key_says_where_and_never_what() -> None:
    key = data_key()
    sealed = key.seal("entry|sealed|1", CANARY.encode())

    with pytest.raises(WrongKey) as caught:
        key.open("entry|sealed|2", sealed)

    assert "entry|sealed|2" in str(caught.value)
    assert caught.value.__cause__ is None
    assert CANARY not in repr(caught.value)


def test_no_repr_shows_a_key() -> None:
    vault = Vault(MASTER)
    key, wrapped = vault.new_key("liu")

    assert "liu" in repr(key)
    assert MASTER.hex() not in repr(vault) + repr(key) + repr(vars(vault))
    assert repr(MASTER)[2:-1] not in repr(vars(vault))
    assert wrapped.hex() not in repr(key)


def test_a_wrapped_key_opens_for_its_owner_with_its_master_only() -> None:
    key, wrapped = Vault(MASTER).new_key("liu")
    sealed = key.seal("p", b"x")

    assert Vault(MASTER).unwrap("liu", wrapped).open("p", sealed) == b"x"
    with pytest.raises(WrongKey):
        Vault(MASTER).unwrap("wang", wrapped)
    with pytest.raises(WrongKey):
        Vault(OTHER).unwrap("liu", wrapped)


@given(names, names)
def test_a_blind_index_is_the_same_for_the_same_value_only(value: str, other: str) -> None:
    vault = Vault(MASTER)
    mark = vault.index("telegram", value)

    assert len(mark) == 16
    assert mark == Vault(MASTER).index("telegram", value)
    assert (mark == vault.index("telegram", other)) is (value == other)
    assert mark != vault.index("phone", value)
    assert mark != Vault(OTHER).index("telegram", value)


def test_a_check_value_knows_its_master() -> None:
    check = Vault(MASTER).check_value()

    Vault(MASTER).verify(check)
    with pytest.raises(WrongKey):
        Vault(OTHER).verify(check)


def test_a_check_value_with_other_words_in_it_is_not_ours() -> None:
    vault = Vault(MASTER)

    with pytest.raises(WrongKey):
        vault.verify(vault._wrapping.seal(CHECK_PLACE, b"somebody else's"))


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_master_key_has_exactly_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Vault(bytes(length))


def test_a_new_master_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        master = make_master(tmp_path / "new" / "warmline.key")
    finally:
        os.umask(old)

    assert stat.S_IMODE((tmp_path / "new" / "warmline.key").stat().st_mode) == 0o600
    assert read_master("", tmp_path / "new" / "warmline.key") == master


def test_a_master_key_is_never_written_over(tmp_path: Path) -> None:
    master = make_master(tmp_path / "key")

    with pytest.raises(FileExistsError):
        make_master(tmp_path / "key")
    assert read_master("", tmp_path / "key") == master


def test_a_key_that_could_not_be_written_whole_leaves_no_half_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("bot.store.vault.os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            make_master(tmp_path / "key")

    assert read_master("", tmp_path / "key") is None
    make_master(tmp_path / "key")


def test_the_environment_goes_before_the_key_file(tmp_path: Path) -> None:
    make_master(tmp_path / "key")

    assert read_master(base64.b64encode(MASTER).decode(), tmp_path / "key") == MASTER


def test_without_variable_and_file_there_is_no_master(tmp_path: Path) -> None:
    assert read_master("", tmp_path / "key") is None


@pytest.mark.parametrize("text", ["not base64!", base64.b64encode(b"short").decode(), "密钥"])
def test_what_is_no_key_is_named_by_its_place_and_not_shown(text: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(text, encoding="utf-8")

    with pytest.raises(ValueError, match="key") as from_file:
        read_master("", tmp_path / "key")
    with pytest.raises(ValueError, match="WARMLINE_KEY") as from_variable:
        read_master(text, tmp_path / "missing")

    assert text not in str(from_file.value)
    assert text not in str(from_variable.value)
