"""Social cards: the pictures that social networks show of a page, drawn on the server.

Pure: a `SocialCard` and the cohesion of its words go in, a PNG comes out.
"""

from posts.social.cards.drawing import CARD_HEIGHT, CARD_WIDTH, SocialCard, draw_card
from posts.social.cards.line_breaking import measure_cohesion

__all__ = ["CARD_HEIGHT", "CARD_WIDTH", "SocialCard", "draw_card", "measure_cohesion"]
