"""Text in Morse code, as a sequence of pauses and signals.

Timing is ITU-R M.1677-1's: a dash lasts three dots, the gap within a letter
one, between letters three, between words seven.
"""

from collections.abc import Iterator

MORSE_CODE = {
    "a": ".-", "b": "-...", "c": "-.-.", "d": "-..", "e": ".", "f": "..-.", "g": "--.", "h": "....",
    "i": "..", "j": ".---", "k": "-.-", "l": ".-..", "m": "--", "n": "-.", "o": "---", "p": ".--.",
    "q": "--.-", "r": ".-.", "s": "...", "t": "-", "u": "..-", "v": "...-", "w": ".--", "x": "-..-",
    "y": "-.--", "z": "--..", "0": "-----", "1": ".----", "2": "..---", "3": "...--", "4": "....-",
    "5": ".....", "6": "-....", "7": "--...", "8": "---..", "9": "----.", "?": "..--..", "+": ".-.-.",
}  # fmt: skip
SIGNAL_LENGTHS = {".": 1, "-": 3}
LETTER_GAP, WORD_GAP = 3, 7


def encode_morse(text: str) -> Iterator[tuple[int, int]]:
    """Yield each signal of `text` in Morse code: the length of the pause before it and its own, in dots.

    Characters that Morse code does not have are left out; spaces and hyphens separate words.
    """
    pause = 0
    for character in text.lower():
        if character in " -":
            pause = WORD_GAP if pause else 0
        for signal in MORSE_CODE.get(character, ""):
            yield pause, SIGNAL_LENGTHS[signal]
            pause = 1
        pause = max(pause, LETTER_GAP) if pause else 0
