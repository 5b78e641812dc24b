"""The Unicode character of each TeX command, for formulas in plain text."""

import unicodedata
from collections.abc import Mapping


def read_table(text: str) -> dict[str, str]:
    """Return the characters of commands, by their names without the backslash, from pairs in a text."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Letters, and signs that stand directly at what follows them.
LETTER_COMMANDS = read_table("""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
    varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
    upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    varGamma Γ varDelta Δ varTheta Θ varLambda Λ varXi Ξ varPi Π varSigma Σ varPhi Φ varPsi Ψ varOmega Ω
    aleph ℵ beth ℶ gimel ℷ daleth ℸ digamma ϝ ell ℓ hbar ℏ hslash ℏ imath ı jmath ȷ wp ℘ Re ℜ Im ℑ eth ð
    R ℝ N ℕ Z ℤ Q ℚ C ℂ reals ℝ natnums ℕ Complex ℂ
    aa å AA Å ae æ AE Æ o ø O Ø oe œ OE Œ ss ß S § P ¶ pounds £ copyright © textcopyright © degree °
    partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ surd √ angle ∠ measuredangle ∡ triangle △
""")
# Relations, arrows and operators that have space on both sides.
RELATION_COMMANDS = read_table("""
    le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫ lll ⋘ ggg ⋙ lt < gt >
    approx ≈ thickapprox ≈ sim ∼ thicksim ∼ simeq ≃ cong ≅ equiv ≡ doteq ≐ triangleq ≜ coloneqq ≔ coloneq ≔
    eqqcolon ≕ propto ∝ varpropto ∝ asymp ≍ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ nless ≮
    ngtr ≯ nleq ≰ ngeq ≱ in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ nsubseteq ⊈
    nsupseteq ⊉ subsetneq ⊊ supsetneq ⊋ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒
    mid ∣ nmid ∤ parallel ∥ nparallel ∦ perp ⊥ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ nvdash ⊬ bowtie ⋈
    to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
    implies ⟹ impliedby ⟸ iff ⟺ longrightarrow ⟶ longleftarrow ⟵ longleftrightarrow ⟷ Longrightarrow ⟹
    Longleftarrow ⟸ Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩
    rightharpoonup ⇀ leftharpoonup ↼ rightharpoondown ⇁ leftharpoondown ↽ rightleftharpoons ⇌
    leftrightharpoons ⇋ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ rightsquigarrow ⇝ leadsto ⇝
    twoheadrightarrow ↠ rightarrowtail ↣ nrightarrow ↛ nleftarrow ↚ rightrightarrows ⇉
    times × div ÷ cdot · centerdot · ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙
    cap ∩ cup ∪ uplus ⊎ sqcap ⊓ sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿
    diamond ⋄ triangleleft ◁ triangleright ▷ ltimes ⋉ rtimes ⋊ dotplus ∔ boxplus ⊞ boxtimes ⊠ because ∵
    therefore ∴ bmod mod
""")
# All others: they have the space that the author typed.
SIGN_COMMANDS = read_table("""
    pm ± mp ∓ infty ∞ emptyset ∅ varnothing ∅ top ⊤ bot ⊥ prime ′ backprime ‵ dagger † dag † ddagger ‡ ddag ‡
    sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ intop ∫ smallint ∫ bigcup ⋃ bigcap ⋂ bigvee ⋁
    bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ bigsqcup ⨆ bigstar ★
    ldots … dots … dotsc … dotso … dotsb ⋯ dotsi ⋯ dotsm ⋯ cdots ⋯ vdots ⋮ ddots ⋱
    mathellipsis … textellipsis …
    langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lbrace { rbrace } lbrack [ rbrack ] lvert | rvert |
    vert | lVert ‖ rVert ‖ Vert ‖ lgroup ( rgroup ) llbracket ⟦ rrbracket ⟧ backslash \\ colon : slash /
    uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ square □ Box □ blacksquare ■
    Diamond ◊ lozenge ◊ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ sharp ♯ flat ♭ natural ♮ checkmark ✓
    bigcirc ◯ bigtriangleup △ bigtriangledown ▽ blacktriangle ▲ mho ℧ Finv Ⅎ TeX TeX LaTeX LaTeX KaTeX KaTeX
    { { } } | ‖ $ $ % % & & # # _ _
""")
SPACE_COMMANDS = frozenset(
    [
        ",",
        ";",
        ":",
        " ",
        ">",
        "\n",
        "enspace",
        "enskip",
        "quad",
        "qquad",
        "thinspace",
        "medspace",
        "thickspace",
    ]
)
# Commands whose one argument, or its letters, show what they mean without them.
TRANSPARENT_COMMANDS = frozenset(
    """
    bm bold boldsymbol boxed bra cancel emph ensuremath fbox hbox ket llap mathbf mathbin mathclap mathclose
    mathinner mathit mathnormal mathop mathopen mathord mathpunct mathrel mathrm mathsf mathsfit mathtt mbox
    operatorname operatorname* overbrace pmb rlap smash symbf symbfit symrm text textbf textit textmd
    textnormal textrm textsc textsf texttt textup underbrace unicode vcenter
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# Nothing is seen of the first argument of these; what follows it is.
UNSEEN_ARGUMENT_COMMANDS = frozenset(
    """
    class color colorbox cssId hphantom href hskip hspace hspace* htmlClass htmlData htmlId htmlStyle kern
    label mkern mskip phantom raisebox require style textcolor vphantom vspace vspace*
    """.split()  # noqa: SIM905  (a list would take a line for each)
)

LINE_ACCENTS = {"overline": "\u0305", "underline": "\u0332", "underbar": "\u0332"}
ACCENTS = {
    "acute": "\u0301", "bar": "\u0304", "breve": "\u0306", "check": "\u030c", "ddot": "\u0308",
    "dddot": "\u20db",
    "dot": "\u0307", "grave": "\u0300", "hat": "\u0302", "mathring": "\u030a", "overrightarrow": "\u20d7",
    "tilde": "\u0303", "vec": "\u20d7", "widecheck": "\u030c", "widehat": "\u0302", "widetilde": "\u0303",
    **LINE_ACCENTS,
}  # fmt: skip

SUPERSCRIPTS = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# Raised signs that are read as raised without a mark.
RAISED_SIGNS = {"∘": "°", "*": "*", "∗": "*", "†": "†", "‡": "‡", "°": "°"}

ALPHABETS = {
    "mathbb": "DOUBLE-STRUCK", "mathbbm": "DOUBLE-STRUCK", "mathds": "DOUBLE-STRUCK", "Bbb": "DOUBLE-STRUCK",
    "mathcal": "SCRIPT", "mathscr": "SCRIPT", "mathfrak": "FRAKTUR",
}  # fmt: skip
# What Unicode named before it had the whole alphabet.
EARLY_NAMES = {"FRAKTUR": "BLACK-LETTER"}
DIGIT_NAMES = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


def change_alphabet(text: str, alphabet: str) -> str:
    """Return `text` with its ASCII letters and digits in a mathematical `alphabet`, by Unicode's name."""
    return "".join(find_letter(character, alphabet) for character in text)


def find_letter(character: str, alphabet: str) -> str:
    """Return `character` in `alphabet`, or as it is where the alphabet does not have it."""
    if not character.isascii() or not character.isalnum():
        return character
    case = "DIGIT" if character.isdigit() else "CAPITAL" if character.isupper() else "SMALL"
    name = f"{case} {DIGIT_NAMES[int(character)] if character.isdigit() else character.upper()}"
    for full_name in (
        f"{EARLY_NAMES.get(alphabet, alphabet)} {name}",
        f"MATHEMATICAL {alphabet} {name}",
    ):
        try:
            return unicodedata.lookup(full_name)
        except KeyError:
            continue
    return character


SYMBOLS: Mapping[str, str] = LETTER_COMMANDS | SIGN_COMMANDS
