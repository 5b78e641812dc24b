// The list of posts.

import "./quick-edit.js";
import "./saved-filters.js";
