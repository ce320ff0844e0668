"""Units that a spec accepts, drawn at random by hypothesis."""

from hypothesis import strategies as st

from resexp.spec import TOKENS, WIDENINGS, Unit

NUMBERS = st.integers(-5000, 5000).map(lambda n: n / 1000)
BIASES = st.integers(-10, 10).map(str)
SHORTCUTS = st.one_of(
    st.sampled_from(["identity", "none", "conv", "conv bn", "gate exclusive", "gate shortcut"]),
    NUMBERS.map(lambda s: f"scale {s}"),
    st.tuples(NUMBERS, NUMBERS).map(lambda pair: f"scale {pair[0]} {pair[1]}"),
    BIASES.map(lambda bias: f"gate exclusive {bias}"),
    BIASES.map(lambda bias: f"gate shortcut {bias}"),
    st.integers(0, 999).map(lambda p: f"dropout {p / 1000}"),
)


def words(allowed, least=0, most=9):
    return st.lists(st.sampled_from(sorted(allowed)), min_size=least, max_size=most).map(" ".join)


@st.composite
def units(draw):
    branch = draw(words(TOKENS, least=1).filter(lambda text: "conv" in text))
    convolutions = branch.count("conv")
    return Unit(
        branch=branch,
        shortcut=draw(SHORTCUTS),
        after=draw(words(["bn", "relu"], most=3)),
        widen=draw(st.sampled_from(WIDENINGS)),
        share=draw(st.sampled_from(["none"] if branch.startswith("conv") else ["none", "first", "widths", "stage"])),
        expansion=draw(st.sampled_from([1, 2, 4] if convolutions > 1 else [1])),
    )
