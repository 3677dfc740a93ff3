import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.phones import read_phone


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("13812345678", "CN", "+8613812345678"),
        ("138 1234-5678", "cn", "+8613812345678"),
        ("１３８１２３４５６７８", "CN", "+8613812345678"),
        ("一三八一二三四五六七八", "CN", "+8613812345678"),
        ("我的手机是 13812345678", "CN", "+8613812345678"),
        ("电话：13812345678", "CN", "+8613812345678"),
        ("+86 138 1234 5678", "", "+8613812345678"),
        ("0086 13812345678", "", "+8613812345678"),
        ("0086 13812345678", "LK", "+8613812345678"),
        ("077 123 4567", "LK", "+94771234567"),
        ("+94 77 123 4567", "CN", "+94771234567"),
        ("(010) 6552-9988", "CN", "+861065529988"),
    ],
)
def test_number_is_read_however_it_is_written(text: str, country: str, number: str) -> None:
    assert read_phone(text, country) == number


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("13812345678", ""), ("138123", "CN"), ("123", "CN"), ("", "CN"), ("你好", "CN"), ("13812345678", "XX"),
        ("13812345678 13912345678", "CN"), ("1-800-FLOWERS", "US"), ("+", ""), ("9" * 300, "CN"), ("\ud800", "CN"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(text: str, country: str) -> None:
    assert read_phone(text, country) is None


@given(st.text(st.characters(exclude_categories=())) | st.text("+0123456789 -()一二三", max_size=20))
def test_a_number_read_is_read_again_anywhere(text: str) -> None:
    number = read_phone(text, "CN")

    assert number is None or read_phone(number, "") == number
