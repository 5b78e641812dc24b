r"""The commands that set numbers and units: `\pu` of mhchem; `\SI`, `\si`, `\qty`, `\num` of siunitx."""

from collections.abc import Callable

from posts.rendering.formulas.node_reader import NodeReader
from posts.rendering.formulas.physics import has_group, read_quantity
from posts.rendering.formulas.units import join_quantity, translate_number, translate_quantity, translate_unit


def read_physical_unit(reader: NodeReader, command: str) -> str:
    return translate_quantity(reader.read_text())


def read_unit(reader: NodeReader, command: str) -> str:
    reader.read_option()
    return translate_unit(reader.read_text())


def read_number(reader: NodeReader, command: str) -> str:
    reader.read_option()
    return translate_number(reader.read_text())


def read_number_with_unit(reader: NodeReader, command: str) -> str:
    reader.read_option()
    number = translate_number(reader.read_text())
    return join_quantity(number, translate_unit(reader.read_text()))


def read_range(reader: NodeReader, command: str) -> str:
    reader.read_option()
    numbers = r"\text{–}".join(translate_number(reader.read_text()) for _ in range(2))
    return numbers if command == r"\numrange" else join_quantity(numbers, translate_unit(reader.read_text()))


def read_angle(reader: NodeReader, command: str) -> str:
    r"""`\ang{12.3}`, `\ang{1;2;3}`: degrees, minutes, seconds."""
    reader.read_option()
    parts = zip(reader.read_text().split(";"), "°′″", strict=False)
    return "".join(rf"{translate_number(part)}\mathrm{{{sign}}}" for part, sign in parts if part.strip())


def read_either_quantity(reader: NodeReader, command: str) -> str:
    r"""`\qty{9.8}{m/s^2}` is siunitx's, any other `\qty` is physics'."""
    option = reader.read_option()
    if option and not has_group(reader):
        return rf"\left{option}\right]".replace("]\\right", r"\right")
    first = reader.remaining[-1:]
    if not has_group(reader):
        return read_quantity(reader)
    reader.skip_space()
    first = [reader.remaining.pop()]
    if has_group(reader):
        reader.remaining += first
        return read_number_with_unit(reader, command)
    reader.remaining += first
    return read_quantity(reader)


UNIT_COMMANDS: dict[str, Callable[[NodeReader, str], str]] = {
    r"\SI": read_number_with_unit,
    r"\SIrange": read_range,
    r"\ang": read_angle,
    r"\num": read_number,
    r"\numrange": read_range,
    r"\pu": read_physical_unit,
    r"\qty": read_either_quantity,
    r"\qtyrange": read_range,
    r"\si": read_unit,
    r"\unit": read_unit,
}
