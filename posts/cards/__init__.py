"""The pictures that social networks show of a post, drawn on the server.

Pure: a card and what is known of its words go in, a PNG comes out.
"""

from posts.cards.lines import measure_cohesion
from posts.cards.picture import HEIGHT, WIDTH, Card, draw_card

__all__ = ["HEIGHT", "WIDTH", "Card", "measure_cohesion", "draw_card"]
