r"""Numbers and units: `\pu{123 kJ//mol}` of mhchem, `\num{1.5e3}` and `\si{m.s^{-1}}` of siunitx."""

import re

NUMBER = re.compile(
    r"(?P<sign>[+\-−]?)(?P<digits>\d+(?:[.,]\d+)?|[.,]\d+)(?P<uncertainty>\(\d+\))?"
    r"(?:[eE](?P<exponent>[+\-−]?\d+))?"
)
PLUS_MINUS = re.compile(r"\s*(?:\\pm|\+-|±|\+/-)\s*")
UNIT_TOKEN = re.compile(
    r"(?P<fraction>//)|(?P<slash>/)|(?P<dot>[*.·~]|\\cdot(?![A-Za-z]))|(?P<power>\^\{[^{}]*\}|\^[+\-−]?\d+|(?<=[A-Za-z°])-?\d+)"
    r"|(?P<command>\\[A-Za-z]+)|(?P<escaped>\\.)|(?P<math>\$[^$]*\$)|(?P<space>\s+)|(?P<letters>[A-Za-z°µμΩÅ′″]+)|(?P<other>.)",
    re.DOTALL,
)
# Numbers of fewer digits are not grouped.
MIN_GROUPED_DIGITS = 5

UNIT_PREFIXES = {
    "yocto": "y",
    "zepto": "z",
    "atto": "a",
    "femto": "f",
    "pico": "p",
    "nano": "n",
    "micro": "µ",
    "milli": "m",
    "centi": "c",
    "deci": "d",
    "deca": "da",
    "deka": "da",
    "hecto": "h",
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "peta": "P",
    "exa": "E",
    "zetta": "Z",
    "yotta": "Y",
    "kibi": "Ki",
    "mebi": "Mi",
    "gibi": "Gi",
    "tebi": "Ti",
}
UNITS = {
    "ampere": "A",
    "angstrom": "Å",
    "arcminute": "′",
    "arcsecond": "″",
    "astronomicalunit": "au",
    "atomicmassunit": "u",
    "bar": "bar",
    "becquerel": "Bq",
    "bel": "B",
    "bit": "bit",
    "byte": "B",
    "candela": "cd",
    "celsius": "°C",
    "coulomb": "C",
    "dalton": "Da",
    "day": "d",
    "decibel": "dB",
    "degree": "°",
    "degreeCelsius": "°C",
    "electronvolt": "eV",
    "farad": "F",
    "gram": "g",
    "gray": "Gy",
    "hectare": "ha",
    "henry": "H",
    "hertz": "Hz",
    "hour": "h",
    "joule": "J",
    "katal": "kat",
    "kelvin": "K",
    "kg": "kg",
    "kilogram": "kg",
    "km": "km",
    "liter": "L",
    "litre": "L",
    "lumen": "lm",
    "lux": "lx",
    "meter": "m",
    "metre": "m",
    "minute": "min",
    "mole": "mol",
    "neper": "Np",
    "newton": "N",
    "ohm": "Ω",
    "pascal": "Pa",
    "percent": r"\%",
    "radian": "rad",
    "second": "s",
    "siemens": "S",
    "sievert": "Sv",
    "steradian": "sr",
    "tesla": "T",
    "tonne": "t",
    "volt": "V",
    "watt": "W",
    "weber": "Wb",
}
POWERS = {"squared": "2", "cubed": "3"}
NEXT_POWERS = {"square": "2", "cubic": "3"}
UNIT_LETTERS = {r"\mu": "µ", r"\micro": "µ", r"\Omega": "Ω", r"\AA": "Å", r"\degree": "°", r"\circ": "°"}
UNIT_NAME = re.compile(r"\\(?P<name>[A-Za-z]+)\s*(?:\{(?P<argument>[^{}]*)\})?|\s+|(?P<other>.)", re.DOTALL)


def translate_quantity(source: str) -> str:
    """Return a number with its unit, `1.2e3 kJ/mol`."""
    source = source.strip()
    end = number_end(source)
    number, unit = source[:end], source[end:].strip()
    return join_quantity(translate_number(number) if number else "", translate_unit(unit) if unit else "")


def join_quantity(number: str, unit: str) -> str:
    """Return a number and its unit with a space between them; none stands before ° alone."""
    is_angle = unit in {r"\mathrm{°}", r"\mathrm{′}", r"\mathrm{″}"}
    return f"{number}{unit}" if is_angle or not (number and unit) else rf"{number}\,{unit}"


def number_end(source: str) -> int:
    """Return where the number at the beginning of `source` ends, with its uncertainty; 0 without one."""
    end = 0
    while match := NUMBER.match(source, end):
        end = match.end()
        plus_minus = PLUS_MINUS.match(source, end)
        if not plus_minus or not NUMBER.match(source, plus_minus.end()):
            break
        end = plus_minus.end()
    return end


def translate_number(source: str) -> str:
    """Return numbers with their digits in groups and their powers of ten; other text stays as it is."""
    parts = re.split(r"\s*(?:\\pm|\+-|±|\+/-)\s*", source.strip())
    return r"\pm ".join(NUMBER.sub(write_number, part.replace("x", r"\times ")) for part in parts)


def write_number(match: re.Match[str]) -> str:
    whole, point, decimals = re.match(r"(\d*)([.,]?)(\d*)", match["digits"]).groups()  # type: ignore[union-attr]
    digits = group_digits(whole, from_right=True) + point.replace(",", "{,}") + group_digits(decimals)
    power = f"10^{{{match['exponent']}}}" if match["exponent"] else ""
    times = r"\times " if power else ""
    sign = match["sign"].replace("−", "-")
    return f"{sign}{digits}{match['uncertainty'] or ''}{times}{power}"


def group_digits(digits: str, *, from_right: bool = False) -> str:
    """Return `digits` in groups of three."""
    if len(digits) < MIN_GROUPED_DIGITS:
        return digits
    start = len(digits) % 3 if from_right else 0
    groups = [digits[:start], *(digits[at : at + 3] for at in range(start, len(digits), 3))]
    return r"\,".join(group for group in groups if group)


def translate_unit(source: str) -> str:
    r"""Return a unit, typed in letters (`m/s^2`) or in siunitx's names (`\metre\per\second`)."""
    return translate_unit_names(source) if has_unit_names(source) else translate_unit_letters(source)


def has_unit_names(source: str) -> bool:
    names = re.findall(r"\\([A-Za-z]+)", source)
    known = {*UNIT_PREFIXES, *UNITS, *POWERS, *NEXT_POWERS, "per", "tothe", "raiseto", "of"}
    return bool(names) and names[0] in known and any(name in UNITS for name in names)


def translate_unit_letters(source: str) -> str:
    """Return a unit typed in letters; `//` makes a fraction."""
    numerator, fraction, denominator = source.partition("//")
    if fraction:
        return rf"\frac{{{translate_unit_letters(numerator)}}}{{{translate_unit_letters(denominator)}}}"
    output: list[str] = []
    for match in UNIT_TOKEN.finditer(source.strip()):
        letters = UNIT_LETTERS.get(match[0]) or match["letters"]
        if letters and output and output[-1].startswith(r"\mathrm{"):
            output[-1] = f"{output[-1][:-1]}{letters}}}"
        else:
            output.append(rf"\mathrm{{{letters}}}" if letters else write_unit_sign(match))
    return "".join(output)


def write_unit_sign(match: re.Match[str]) -> str:
    if match["power"]:
        return f"^{{{match[0].lstrip('^').strip('{}').replace('−', '-')}}}"
    if match["dot"]:
        return r"\," if match[0] == "~" else r"{\cdot}"
    if match["math"]:
        return f"{{{match[0][1:-1]}}}"
    if match["slash"]:
        return "/"
    return r"\," if match["space"] else r"\%" if match[0] == "%" else match[0] + " " * bool(match["command"])


def translate_unit_names(source: str) -> str:
    r"""Return a unit in siunitx's names; what stands behind `\per` has a negative power."""
    parts: list[list[str]] = []
    prefix, power, sign = "", "", ""
    for match in UNIT_NAME.finditer(source):
        name = match["name"] or ""
        if name in UNIT_PREFIXES:
            prefix = UNIT_PREFIXES[name]
        elif name == "per":
            sign = "-"
        elif name in NEXT_POWERS:
            power = NEXT_POWERS[name]
        elif name == "raiseto":
            power = match["argument"] or ""
        elif (name in POWERS or name == "tothe") and parts:
            parts[-1][2] = POWERS.get(name, match["argument"] or "")
        elif name in UNITS or match["other"] or name:
            parts.append([prefix + UNITS.get(name, match["other"] or rf"\{name} "), sign, power])
            prefix = power = sign = ""
    return r"\,".join(write_power(*part) for part in parts)


def write_power(unit: str, sign: str, power: str) -> str:
    exponent = sign + (power or "1") if sign else power
    upright = rf"\mathrm{{{unit}}}"
    return f"{upright}^{{{exponent}}}" if exponent else upright
