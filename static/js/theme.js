// Sets the chosen colour scheme before anything is painted.
