"""Elements and attributes that a drawing may have: what draws, and what animates it.

From the indexes of SVG 2 (https://www.w3.org/TR/SVG2/eltindex.html, attindex.html, propidx.html), Filter
Effects 1 and SVG Animations 2, without what runs, links, loads or embeds documents.
"""

SHAPES = "circle ellipse line path polygon polyline rect"
STRUCTURE = "defs desc g marker svg switch symbol title use view image"
TEXTS = "text textPath tspan"
PAINTS = "clipPath linearGradient mask pattern radialGradient stop"
FILTERS = """
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur
    feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
    feTurbulence
"""
ANIMATIONS = "animate animateMotion animateTransform mpath set"
STYLE = "style"
SVG_ELEMENTS = frozenset(" ".join((SHAPES, STRUCTURE, TEXTS, PAINTS, FILTERS, ANIMATIONS, STYLE)).split())
# A link leads nowhere from a picture: what it holds is kept as a group.
RENAMED_ELEMENTS = {"a": "g"}

COMMON = "class id lang role style tabindex systemLanguage"
GEOMETRY = """
    cx cy d dx dy fx fy fr height lengthAdjust path pathLength points preserveAspectRatio r refX refY rotate
    rx ry side spacing startOffset method textLength transform transform-origin viewBox width x x1 x2 y y1
    y2 z
"""
UNIT_ATTRIBUTES = """
    clipPathUnits filterUnits gradientTransform gradientUnits markerHeight markerUnits markerWidth
    maskContentUnits maskUnits orient patternContentUnits patternTransform patternUnits primitiveUnits
    spreadMethod offset
"""
PRESENTATION = """
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
    color-interpolation-filters color-rendering direction display dominant-baseline fill fill-opacity
    fill-rule filter flood-color flood-opacity font font-family font-feature-settings font-kerning font-size
    font-size-adjust font-stretch font-style font-variant font-variation-settings font-weight
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning letter-spacing
    lighting-color marker marker-end marker-mid marker-start mask mask-type mix-blend-mode opacity overflow
    paint-order pointer-events shape-rendering stop-color stop-opacity stroke stroke-dasharray
    stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
    text-anchor text-decoration text-orientation text-overflow text-rendering unicode-bidi vector-effect
    visibility white-space word-spacing writing-mode
"""
FILTER_ATTRIBUTES = """
    amplitude azimuth baseFrequency bias diffuseConstant divisor edgeMode elevation exponent in in2
    intercept k1 k2 k3 k4 kernelMatrix kernelUnitLength limitingConeAngle mode numOctaves operator order
    pointsAtX pointsAtY pointsAtZ preserveAlpha radius result scale seed slope specularConstant
    specularExponent stdDeviation stitchTiles surfaceScale tableValues targetX targetY type values
    xChannelSelector yChannelSelector
"""
ANIMATION_ATTRIBUTES = """
    accumulate additive attributeName attributeType begin by calcMode dur end fill from keyPoints keySplines
    keyTimes max min repeatCount repeatDur restart to values
"""
OTHERS = "aria-describedby aria-hidden aria-label aria-labelledby media"
DRAWING_ATTRIBUTES = " ".join((GEOMETRY, UNIT_ATTRIBUTES, PRESENTATION, FILTER_ATTRIBUTES)).split()
SVG_ATTRIBUTES = frozenset([*DRAWING_ATTRIBUTES, *f"{COMMON} {ANIMATION_ATTRIBUTES} {OTHERS}".split()])
# What an animation may change: nothing that refers to something, or could run.
ANIMATED_ATTRIBUTES = frozenset(DRAWING_ATTRIBUTES)
