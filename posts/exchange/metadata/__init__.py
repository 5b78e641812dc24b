"""What stands above a post's text: fields, dates and languages, as people write them."""
