"""YAML is read with its lines, and can neither run code nor grow."""

import time

import pytest

from elearning.content.yaml_source import Entries, Items, Scalar, YamlSourceError, parse_yaml


def test_values_keep_their_lines_and_their_spelling():
    node = parse_yaml("a: 1.50\nb:\n  - yes\n  - 'true'\n", first_line=10)

    assert isinstance(node, Entries)
    assert node.nodes["a"] == Scalar("1.50", 10, True)
    listed = node.nodes["b"]
    assert isinstance(listed, Items)
    assert listed.nodes == [Scalar("yes", 12, True), Scalar("true", 13, False)]
    assert node.lines == {"a": 10, "b": 11}


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n"])
def test_a_text_without_content_is_nothing(text):
    assert parse_yaml(text) is None


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("a: &x 1\nb: *x\n", 1, "rujukan"),
        ("a: 1\nb: *x\n", 2, "rujukan"),
        ("a: !!python/object/apply:os.system [id]\n", 1, "Penanda tipe"),
        ("a: !!binary aGFsbw==\n", 1, "Penanda tipe"),
        ("a: 1\na: 2\n", 2, "dua kali"),
        ("? [a, b]\n: 1\n", 1, "Kunci harus"),
        ("a: 1\n---\nb: 2\n", 2, "satu dokumen"),
        ("a: [1, 2\nb: 3\n", 2, "tidak terbaca"),
        ("a: 1\n b: 2\n", 2, "tidak terbaca"),
        ("a: 'open\n", 2, "tidak terbaca"),
        ("a: \x07\n", 1, "tidak terbaca"),
        ("%TAG ! tag:x,2000:\n---\na: !x 1\n", 3, "Penanda tipe"),
        ("%YAML 9.9\n---\na: 1\n", 1, "tidak terbaca"),
    ],
)
def test_what_packages_do_not_use_is_refused_with_its_line(text, line, part):
    with pytest.raises(YamlSourceError) as caught:
        parse_yaml(text)

    assert (caught.value.line, part in caught.value.message) == (line, True), caught.value.message


def test_a_bomb_of_aliases_is_refused_at_once():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{n}: &{n} [*{p},*{p},*{p},*{p},*{p},*{p},*{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    begun = time.perf_counter()

    with pytest.raises(YamlSourceError):
        parse_yaml(bomb)

    assert time.perf_counter() - begun < 0.5


@pytest.mark.parametrize(
    "text", ["[" * 5_000, "a:\n" + "".join(" " * n + "- \n" for n in range(1, 3_000)), "{a: " * 3_000]
)
def test_endless_nesting_is_refused_without_a_traceback(text):
    with pytest.raises(YamlSourceError):
        parse_yaml(text)
