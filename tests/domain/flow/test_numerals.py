import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.flow.numerals import in_digits, read_number, whole

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def in_chinese(number: int) -> str:
    """A number below a hundred million, as one says it."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        return f"{in_chinese(high)}万" + ("" if not low else ("零" if low < 1000 else "") + in_chinese(low))
    said, gap = "", False
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            said += ("零" if gap and said else "") + "零一二三四五六七八九"[digit] + sign
            gap = False
        else:
            gap = True
    return said or "零"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("１２", 12), ("2️⃣", 2), ("٣", 3), ("十二", 12), ("两百三十", 230), ("三千零五", 3005),
        ("一万二", 12000), ("三百二", 320), ("三百零二", 302), ("十万", 100_000), ("廿五", 25), ("壹佰", 100),
        ("兩萬", 20_000), ("零", 0), ("12.5", 12.5), ("三点五", 3.5), ("3.0", 3), ("1.5万", 15_000), ("3千", 3000),
        ("1,200", 1200), ("1，200", 1200), ("-5", -5), ("负三", -3), ("minus 3", -3),
        ("3 个", 3), ("三个", 3), ("35岁", 35), ("３５歲", 35), ("五个小时", 5), ("3天", 3), ("8 hours", 8), ("8h", 8),
        ("2 years old", 2), ("10块钱", 10), ("3次吧", 3), ("三年了", 3), ("三个半小时", 3.5), ("一年半", 1.5),
        ("两岁半", 2.5), ("半小时", 0.5), ("half an hour", 0.5), ("twelve", 12), ("twenty-five", 25), ("thirty", 30),
        ("about 3", 3), ("大概五个小时", 5), ("5天左右", 5), ("3.", 3), ("three days", 3),
    ],
)  # fmt: skip
def test_number_is_read_however_it_is_written(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["3.0", "1.5万", "十二"])
def test_whole_number_is_an_int(text: str) -> None:
    assert type(read_number(text)) is int


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "你好", "两三个", "五六天", "二三", "3-4", "三点半", "三点", "12,5", "1.2.3", "第3", "12号",
        "百", "十十",
        "一百百", "三百零", "零百", "二十百", "二十三万万", "3个人打我", "twenty zero", "three five",
        "twenty twenty", "个",
        "9" * 16, "9" * 5000, "\ud800", "负两三", "负二三", "百天", "x" * 61, "x万", "zero one",
    ],
)  # fmt: skip
def test_what_is_not_one_number_is_not_guessed(text: str) -> None:
    assert read_number(text) is None


def test_whole_numbers_alone_are_told_from_the_rest() -> None:
    assert whole("12") == whole("十二") == 12
    assert whole("1.5") is None
    assert whole("") is None
    assert whole("9" * 16) is None
    assert whole("一千" * 2000) is None
    assert whole("九千九百九十九亿九千九百九十九万九千九百九十九") == 999_999_999_999


def test_chinese_digits_turn_into_figures() -> None:
    assert in_digits("幺三八零〇号") == "13800号"


@given(st.integers(0, 99_999_999))
def test_number_said_in_chinese_is_read_back(number: int) -> None:
    assert read_number(in_chinese(number)) == number


@given(st.decimals(-99_999, 99_999, places=2))
def test_number_in_figures_is_read_back(number: object) -> None:
    assert read_number(str(number)) == float(str(number))


@given(ANY_TEXT)
def test_no_text_upsets_the_reader_of_numbers(text: str) -> None:
    number = read_number(text)

    assert number is None or read_number(f" {text} ") == number
