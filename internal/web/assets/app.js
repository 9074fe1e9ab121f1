// What every page loads. Each module looks for its own data attributes, also
// in fragments that arrive later.
import { drafts, forgetAll } from "./lib/draft.js";
import { live } from "./lib/live.js";
import { filters } from "./lib/filter.js";
import { page } from "./lib/page.js";

page(document, forgetAll);
drafts(document);
filters(document);
live(document, (fragment) => filters(fragment));
